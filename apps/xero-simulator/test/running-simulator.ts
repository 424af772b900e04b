import type { SimulatorOptions } from "../src/options.ts";
import { createXeroSimulator, type XeroSimulator } from "../src/server.ts";
import { type ApiCall, apiClient, signIn, type Tokens } from "./simulator-client.ts";

export interface Running {
  simulator: XeroSimulator;
  origin: string;
  tokens: Tokens;
  api: ApiCall;
}

export interface Hooks {
  beforeAll(run: () => Promise<void>): void;
  afterAll(run: () => Promise<void>): void;
}

/** A simulator on a free port with a signed-in caller of the UK organisation, for one test file or block. */
export function runningSimulator(hooks: Hooks, options: SimulatorOptions = {}): Running {
  const running = {} as Running;
  hooks.beforeAll(async () => {
    running.simulator = await createXeroSimulator({
      limits: { minute: 100_000, day: 1_000_000 },
      ...options,
    });
    running.origin = await running.simulator.listen();
    running.tokens = await signIn(running.origin);
    running.api = apiClient(running.origin, running.tokens.access_token);
  });
  hooks.afterAll(async () => running.simulator?.close());
  return running;
}

let counter = 0;

/** A sales invoice that Xero takes; the number is new each time. */
export function invoiceBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  counter += 1;
  return {
    Type: "ACCREC",
    Contact: { Name: "Acme Ltd" },
    Date: "2026-11-21",
    DueDate: "2026-12-21",
    LineAmountTypes: "Exclusive",
    InvoiceNumber: `T-${counter}`,
    Status: "AUTHORISED",
    LineItems: [line()],
    ...changes,
  };
}

export function line(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Description: "Widget",
    Quantity: 2,
    UnitAmount: 20,
    AccountCode: "200",
    TaxType: "OUTPUT2",
    ...changes,
  };
}

/** The messages of a refused request's first element. */
export function messages(answer: {
  json: { Elements?: { ValidationErrors: { Message: string }[] }[] };
}): string[] {
  return answer.json.Elements?.[0]?.ValidationErrors.map((one) => one.Message) ?? [];
}
