/** One behaviour broken by one change of one text, which must be in its file exactly once. */
export interface Mutation {
  /** The number of the behaviour it breaks, one of whose own tests must notice. */
  behaviour: number;
  breaks: string;
  /** Below src/. */
  file: string;
  from: string;
  to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    behaviour: 2,
    breaks: "the 30 minutes of grace on a rotated refresh token",
    file: "identity/token.ts",
    from: "now > token.rotatedAt + simulator.durations.refreshGraceMs",
    to: "now > token.rotatedAt",
  },
  {
    behaviour: 2,
    breaks: "the rotation of refresh tokens",
    file: "identity/token.ts",
    from: "token.rotatedAt ??= now;",
    to: "",
  },
  {
    behaviour: 36,
    breaks: "the proof of the PKCE challenge",
    file: "identity/token.ts",
    from: 'return createHash("sha256").update(verifier).digest("base64url") === challenge;',
    to: "return true;",
  },
  {
    behaviour: 13,
    breaks: "rounding half away from zero",
    file: "arithmetic/line-amounts.ts",
    from: "? Decimal.ROUND_HALF_UP :",
    to: "? Decimal.ROUND_HALF_EVEN :",
  },
  {
    behaviour: 3,
    breaks: "the uniqueness of invoice numbers",
    file: "accounting/write-invoice.ts",
    from: 'if (isNumberTaken(call, invoice)) errors.push("Invoice # must be unique.");',
    to: "",
  },
  {
    behaviour: 9,
    breaks: "the tenant check",
    file: "gateway/reachable-books.ts",
    from: "connection.organisationId === wanted &&",
    to: "",
  },
  {
    behaviour: 10,
    breaks: "the scope check",
    file: "identity/scopes.ts",
    from: "return wanted.some((scope) => held.has(scope));",
    to: "return held.size > 0;",
  },
  {
    behaviour: 6,
    breaks: "the six minutes of idempotency memory",
    file: "gateway/idempotency.ts",
    from: "clock.now() - durations.idempotencyMs",
    to: "clock.now() - 10 * durations.idempotencyMs",
  },
  {
    behaviour: 11,
    breaks: "PUT that only creates",
    file: "accounting/invoices.ts",
    from: 'if (call.method === "PUT") return writeInvoice(call, fields, null);',
    to: "",
  },
  {
    behaviour: 34,
    breaks: "the empty body of a 404",
    file: "wire/errors.ts",
    from: 'text: body === "empty" ? "" : NOT_FOUND_SENTENCE',
    to: "text: NOT_FOUND_SENTENCE",
  },
  {
    behaviour: 25,
    breaks: "the period lock date",
    file: "accounting/document-rules.ts",
    from: "periodLockDate !== null && day <= periodLockDate",
    to: "periodLockDate !== null && day <= periodLockDate && !day",
  },
  {
    behaviour: 7,
    breaks: "the minute's limit",
    file: "gateway/limiter.ts",
    from: "minute.window.used += 1;",
    to: "",
  },
];
