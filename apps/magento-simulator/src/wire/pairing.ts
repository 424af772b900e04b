import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { unixSeconds } from "../clock.ts";
import { type SimulatorContext, scaled } from "../context.ts";
import { missingFields, sendMagento, wrongType } from "./magento-error.ts";

const CODE_TTL_MS = 1_800_000;
const FIELDS = ["pairingCode", "tenantId", "byte8ApiKey", "ledgerBaseUrl"] as const;

/** Makes a new code (32 hex characters), which puts any earlier one out of use. Only its hash is kept. */
export function generatePairingCode(context: SimulatorContext, ageSeconds = 0): string {
  const code = randomBytes(16).toString("hex");
  const issuedAtSeconds = unixSeconds(context.clock) - ageSeconds;
  context.state.pairingCode = { hash: sha256Hex(code), issuedAtSeconds };
  context.touch();
  return code;
}

export function registerPairing(
  app: FastifyInstance,
  context: SimulatorContext,
  { onPaired }: { onPaired: () => void },
): void {
  app.post("/rest/V1/byte8/xero_accounting/setup/pair", async (request, reply) => {
    const body = fieldsOf(request.body);
    const missing = FIELDS.filter((name) => body[name] === undefined || body[name] === null);
    if (missing.length > 0) return sendMagento(reply, 400, missingFields([...missing]));
    const structured = FIELDS.find((name) => typeof body[name] === "object");
    if (structured) return sendMagento(reply, 400, wrongType(JSON.stringify(body[structured]), "string"));

    const code = String(body.pairingCode).trim();
    const tenantId = String(body.tenantId).trim();
    const apiKey = String(body.byte8ApiKey).trim();
    const ledgerBaseUrl = String(body.ledgerBaseUrl).trim().replace(/\/+$/, "");
    if (!code || !tenantId || !apiKey || !ledgerBaseUrl) {
      const message = "pairing_code, tenant_id, byte8_api_key and ledger_base_url are all required.";
      return sendMagento(reply, 400, { message });
    }
    if (!/^https?:\/\/[^/]+/.test(ledgerBaseUrl)) {
      return sendMagento(reply, 400, { message: "ledger_base_url must be an absolute http(s) URL." });
    }
    if (!isValidCode(context, code)) {
      return sendMagento(reply, 401, { message: "Invalid or expired pairing code." });
    }
    context.state.pairingCode = null;
    context.state.credentials = { tenantId, apiKey };
    context.state.ledgerBaseUrl = ledgerBaseUrl;
    onPaired();
    context.touch();
    return sendMagento(reply, 200, []);
  });
}

function isValidCode(context: SimulatorContext, code: string): boolean {
  const pending = context.state.pairingCode;
  if (!pending) return false;
  const ageMs = (unixSeconds(context.clock) - pending.issuedAtSeconds) * 1000;
  if (ageMs > scaled(context, CODE_TTL_MS)) return false;
  return timingSafeEqual(Buffer.from(pending.hash), Buffer.from(sha256Hex(code)));
}

/** Magento takes a service's arguments in snake_case or camelCase. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return {};
  const camel = (name: string) =>
    name.replace(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [camel(name), value]));
}

const sha256Hex = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
