import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlannedDocument } from "../plan/planned-document.ts";
import { runPlan } from "../plan/run-plan.ts";
import { wireCreditMemo, wireInvoice, wireLine } from "./wire-documents.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "counterfoil-plan-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the README's commands", () => {
  it("work word for word, and print what it shows", { timeout: 120_000 }, async () => {
    const readme = await readFile("README.md", "utf8");
    const commands = [...readme.matchAll(/^npm run -s plan -- .*$/gm)].map(([command]) => command);
    const [plain, json] = await Promise.all(commands.map((command) => run(command)));
    const shown = /```text\n(Invoice [^`]*)```/.exec(readme)?.[1];
    expect([plain?.code, json?.code]).toEqual([0, 0]);
    expect(plain?.stdout).toContain(shown);
    const plans = JSON.parse(json?.stdout ?? "") as PlannedDocument[];
    expect(plans.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["invoice", "post"],
      ["invoice", "post_with_adjustment"],
      ["creditmemo", "post"],
    ]);
    expect(Object.keys(plans[0] ?? {})).toEqual(
      "kind magento_id increment_id outcome reason currency grand_total total difference lines explanation".split(
        " ",
      ),
    );
    expect(Object.keys(plans[0]?.lines[0] ?? {})).toEqual(
      "description account tax_type net discount tax from rule".split(" "),
    );
  });
});

describe("what the policy's filters leave out", () => {
  it("is skipped, a credit memo by its invoice's store view", async () => {
    const documents = [
      wireInvoice({}, { magento_id: "42" }),
      wireInvoice({}, { magento_id: 43, increment_id: "000000043", store_id: 2, website_id: 2 }),
      wireCreditMemo(),
    ];
    const plans = async (policy: object) => {
      const [file, policyFile] = ["filtered.json", "filters.json"].map((name) => path.join(folder, name));
      await writeFile(file ?? "", JSON.stringify(documents));
      await writeFile(policyFile ?? "", JSON.stringify(policy));
      const { stdout } = await runPlan([file ?? "", "--policy", policyFile ?? "", "--json"], async () => "");
      return (JSON.parse(stdout) as PlannedDocument[]).map((plan) => [plan.magento_id, plan.reason]);
    };
    const left = "no_binding_for_store_view";
    expect(await plans({ websiteFilter: [1] })).toEqual([
      [42, null],
      [43, left],
      [5, null],
    ]);
    expect(await plans({ storeFilter: [2] })).toEqual([
      [42, left],
      [43, null],
      [5, left],
    ]);
  });
});

describe("a file of documents good and bad", () => {
  it("gives each its outcome, in order; none touches another", async () => {
    const long = wireLine({ net: 100, tax: 20, name: `☕\u0000${"A long name. ".repeat(400)}🫖` });
    const lines = Array.from({ length: 2000 }, (_none, at) => wireLine({ net: 10, tax: 2, sku: `${at}` }));
    const bad: [element: unknown, outcome: string, reason: string | null][] = [
      [null, "hold", "magento_document_invalid"],
      [42, "hold", "magento_document_invalid"],
      ["invoice", "hold", "magento_document_invalid"],
      [[], "hold", "magento_document_invalid"],
      [{}, "hold", "magento_document_invalid"],
      [{ magento_id: 7, lines: [] }, "hold", "magento_document_invalid"],
      [wireInvoice({}, { grand_total: "NaN" }), "hold", "magento_document_invalid"],
      [wireInvoice({}, { grand_total: 1e300 }), "hold", "magento_document_invalid"],
      [wireInvoice({}, { grand_total: "1e999999999" }), "hold", "magento_document_invalid"],
      [wireInvoice({}, { lines: [null] }), "hold", "magento_document_invalid"],
      [wireInvoice({}, { customer: undefined }), "hold", "magento_document_invalid"],
      [wireInvoice({}, { grand_total: -120 }), "hold", "magento_total_unexplained"],
      [wireInvoice({}, { lines: [] }), "hold", "magento_total_unexplained"],
      [wireInvoice({}, { currency: "XXX" }), "hold", "currency_not_enabled"],
      [wireInvoice({}, { state: "cancelled" }), "hold", "cancelled_in_magento"],
      [wireInvoice({}, { grand_total: "120.00" }), "post", null],
      [
        wireInvoice({ lines: [wireLine({ net: -10, tax: -2 }), wireLine({ net: 100, tax: 20 })] }),
        "post",
        null,
      ],
      [wireInvoice({ lines: [long] }), "post", null],
      [wireInvoice({ lines }), "post", null],
      [{ email: "ada@example.com", addresses: [] }, "skip", "left_out_by_you"],
      [wireCreditMemo({}, { invoice_id: undefined, invoice_increment_id: undefined }), "post", null],
      [wireInvoice(), "post", null],
    ];
    const file = await stored(JSON.stringify(bad.map(([element]) => element)));
    const { stdout, stderr, code } = await plan([file, "--json"]);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const plans = JSON.parse(stdout) as PlannedDocument[];
    expect(plans.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      bad.map(([, outcome, reason]) => [outcome, reason]),
    );
    for (const { explanation } of plans) expect(explanation[0]).toMatch(/\w/);
    expect(plans[17]?.lines[0]?.description.length).toBeLessThanOrEqual(4000);
    expect(plans[18]?.total).toBe("24000.00");
  });

  it("finds a refund's invoice by whichever link there is", async () => {
    const hidden = { shipping: 40, shippingDiscount: 40 };
    const none = { invoice_id: undefined, invoice_increment_id: undefined, invoice_created_at: undefined };
    const file = await stored(
      JSON.stringify([
        wireCreditMemo(hidden, { ...none, invoice_id: 42 }),
        wireCreditMemo(hidden, { ...none, invoice_increment_id: "000000042" }),
        wireInvoice({ ...hidden }),
        wireCreditMemo(hidden, { ...none, invoice_created_at: "2026-11-02T09:00:00Z" }),
        wireCreditMemo(hidden, { invoice_id: 42, invoice_increment_id: "2000000042" }),
        wireCreditMemo(hidden, none),
      ]),
    );
    const plans = JSON.parse((await plan([file, "--json"])).stdout) as PlannedDocument[];
    expect(plans.map(({ outcome }) => outcome)).toEqual(["post", "post", "post", "post", "hold", "hold"]);
  });

  it("plans payments by their method's account, once their invoice goes", async () => {
    const payment = (method: string, changes = {}) => ({
      magento_id: 42,
      invoice_id: 42,
      invoice_increment_id: "000000042",
      method,
      currency: "GBP",
      amount: 120,
      captured_at: "2026-11-02T09:00:00Z",
      gateway_metadata: [],
      ...changes,
    });
    const elsewhere = { invoice_id: 43, invoice_increment_id: "000000043" };
    const held = wireInvoice({ hidden: -40 }, { magento_id: 43, increment_id: "000000043" });
    const file = await stored(
      JSON.stringify([
        payment("stripe_payments"),
        payment("checkmo"),
        payment("banktransfer"),
        payment("stripe_payments", { amount: 0 }),
        payment("stripe_payments", { amount: 120.01 }),
        payment("stripe_payments", { ...elsewhere, amount: 80 }),
        wireInvoice(),
        held,
      ]),
    );
    const map = await stored('{"paymentMethodMap": {"stripe_payments": "bank-1", "checkmo": null}}');
    const plans = JSON.parse((await plan([file, "--policy", map, "--json"])).stdout) as PlannedDocument[];
    expect(plans.map(({ kind, outcome, reason, total }) => [kind, outcome, reason, total])).toEqual([
      ["payment", "post", null, "120.00"],
      ["payment", "skip", "payment_left_to_bank", null],
      ["payment", "skip", "payment_method_not_mapped", null],
      ["payment", "skip", "nothing_to_pay", null],
      ["payment", "hold", "payment_more_than_due", null],
      ["payment", "hold", "waiting_for_invoice", null],
      ["invoice", "post", null, "120.00"],
      ["invoice", "hold", "magento_total_unexplained", null],
    ]);
  });

  it("takes one document by itself, one from standard input, and an empty list", async () => {
    const one = await plan([await stored(`\uFEFF${JSON.stringify(wireInvoice())}`), "--json"]);
    expect(JSON.parse(one.stdout)).toMatchObject([{ outcome: "post", total: "120.00", difference: "0.00" }]);
    const piped = await plan(["-"], JSON.stringify([wireInvoice()]));
    expect(piped.stdout).toMatch(/^Invoice 000000042, 120.00 GBP: post\n {2}Wool jumper/);
    expect(await plan([await stored("[]"), "--json"])).toEqual({ stdout: "[]\n", stderr: "", code: 0 });
  });
});

describe("what cannot be read", () => {
  it.each<[string, (good: string) => Promise<string[]>, RegExp]>([
    ["no file", async () => [], /Which FILE/],
    ["a file that is not there", async () => ["/nowhere.json"], /\/nowhere\.json: there is no such file/],
    ["a folder", async () => ["docs"], /Cannot read the documents, docs/],
    ["not JSON", async () => [await stored('{"a": NaN}')], /is not JSON/],
    ["an empty file", async () => [await stored("")], /is not JSON: it is empty/],
    ["neither document nor list", async () => [await stored("5")], /neither a document nor a list/],
    ["an unknown option", async (good) => [good, "--plan"], /--plan/],
    [
      "a policy that is not there",
      async (good) => [good, "--policy", "/nowhere.json"],
      /Cannot read the policy/,
    ],
    ["--policy without a file", async (good) => [good, "--policy"], /--policy/],
    ["a policy with a wrong setting", withPolicy('{"invoiceStatus": "PAID"}'), /no policy: invoiceStatus/],
    ["rates that are none", withPolicy('{"rates": [-5]}'), /no policy: rates/],
    ["a list for a policy", withPolicy("[]"), /no policy: it must be one object/],
  ])("%s: exit 2, and a sentence", async (_name, args, sentence) => {
    const { stdout, stderr, code } = await plan(await args(await stored("[]")));
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toMatch(sentence);
  });
});

function withPolicy(policy: string) {
  return async (good: string) => [good, "--policy", await stored(policy)];
}

let count = 0;
async function stored(content: string): Promise<string> {
  count += 1;
  const file = path.join(folder, `${count}.json`);
  await writeFile(file, content);
  return file;
}

const plan = (args: string[], input = "") => runPlan(args, async () => input);

async function run(command: string) {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { stdout, code };
}
