/** One behaviour broken by one change of one text, which must be in its file exactly once. */
export interface Mutation {
  breaks: string;
  /** Below src/. */
  file: string;
  from: string;
  to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    breaks: "the 30 minutes of grace on a rotated refresh token",
    file: "identity/token.ts",
    from: "now > token.rotatedAt + simulator.durations.refreshGraceMs",
    to: "now > token.rotatedAt",
  },
  {
    breaks: "the rotation of refresh tokens",
    file: "identity/token.ts",
    from: "token.rotatedAt ??= now;",
    to: "",
  },
  {
    breaks: "the proof of the PKCE challenge",
    file: "identity/token.ts",
    from: 'return createHash("sha256").update(verifier).digest("base64url") === challenge;',
    to: "return true;",
  },
  {
    breaks: "rounding half away from zero",
    file: "arithmetic/line-amounts.ts",
    from: "? Decimal.ROUND_HALF_UP :",
    to: "? Decimal.ROUND_HALF_EVEN :",
  },
  {
    breaks: "the uniqueness of invoice numbers",
    file: "accounting/write-invoice.ts",
    from: 'if (isNumberTaken(call, invoice)) errors.push("Invoice # must be unique.");',
    to: "",
  },
  {
    breaks: "the tenant check",
    file: "gateway/reachable-books.ts",
    from: "connection.organisationId === wanted &&",
    to: "",
  },
  {
    breaks: "the scope check",
    file: "identity/scopes.ts",
    from: "return wanted.some((scope) => held.has(scope));",
    to: "return held.size > 0;",
  },
  {
    breaks: "the six minutes of idempotency memory",
    file: "gateway/idempotency.ts",
    from: "clock.now() - durations.idempotencyMs",
    to: "clock.now() - 10 * durations.idempotencyMs",
  },
  {
    breaks: "PUT that only creates",
    file: "accounting/invoices.ts",
    from: 'if (call.method === "PUT") return writeInvoice(call, fields, null);',
    to: "",
  },
  {
    breaks: "the empty body of a 404",
    file: "wire/errors.ts",
    from: 'text: body === "empty" ? "" : NOT_FOUND_SENTENCE',
    to: "text: NOT_FOUND_SENTENCE",
  },
  {
    breaks: "the period lock date",
    file: "accounting/document-rules.ts",
    from: "periodLockDate !== null && day <= periodLockDate",
    to: "periodLockDate !== null && day <= periodLockDate && !day",
  },
  {
    breaks: "the minute's limit",
    file: "gateway/limiter.ts",
    from: "minute.window.used += 1;",
    to: "",
  },
];
