import { expect, test } from "vitest";
import type { ScriptedAnswer } from "./scripted-server.ts";
import { LIMITS, NO_ID, send, stored, TOKEN } from "./send-one.ts";

/** What each answer, and none, counts as. */
test.each<[string, ScriptedAnswer, object]>([
  [
    "unreadable data",
    {
      status: 400,
      body: { ErrorNumber: 14, Type: "PostDataInvalidException", Message: "not a valid AllXsd value." },
    },
    { kind: "refused", problems: [{ message: "not a valid AllXsd value.", meaning: "other" }] },
  ],
  [
    "nothing usable",
    { status: 400, body: { ErrorNumber: 17, Type: "NoDataProcessedException", Message: "No data." } },
    { kind: "refused" },
  ],
  [
    "no such document",
    { status: 404, text: "", headers: { "content-type": "text/html" } },
    { kind: "refused" },
  ],
  [
    "not implemented",
    { status: 501, body: { ErrorNumber: 20, Type: "ApiMethodNotImplementedException", Message: "no" } },
    { kind: "refused" },
  ],
  [
    "a key of another request",
    {
      status: 400,
      body: { ErrorNumber: 10, Message: "Idempotency Key: k is used with a different request." },
    },
    { kind: "key-reused" },
  ],
  [
    "a key of another request, the gateway's way",
    {
      status: 400,
      body: { Title: "Bad Request", Detail: "Idempotency Key: k is used with a different request." },
    },
    { kind: "key-reused" },
  ],
  ["an expired token", gateway(401, "TokenExpired: token expired at 11/21/2026 09:45:30"), access("token")],
  ["a garbage token", gateway(401, "AuthenticationUnsuccessful"), access("token")],
  ["a missing scope", gateway(401, "AuthorizationUnsuccessful"), access("scope")],
  [
    "a missing scope, said in the header",
    { status: 401, headers: { "WWW-Authenticate": "insufficient_scope" } },
    access("scope"),
  ],
  ["a disconnected organisation", gateway(403, "AuthenticationUnsuccessful"), access("organisation")],
  ["a firewall's 403", html(403), { kind: "server-error" }],
  [
    "the minute's limit, empty",
    { status: 429, headers: { "Retry-After": "22", "X-Rate-Limit-Problem": "minute", ...LIMITS } },
    { kind: "rate-limited", problem: "minute", retryAfterSeconds: 22, limits: { dayRemaining: 4999 } },
  ],
  [
    "the day's limit",
    { status: 429, headers: { "Retry-After": "40000", "X-Rate-Limit-Problem": "Day" } },
    { kind: "rate-limited", problem: "day", retryAfterSeconds: 40000 },
  ],
  [
    "too many at once",
    { status: 429, headers: { "X-Rate-Limit-Problem": "concurrent" } },
    { kind: "rate-limited", problem: "concurrent", retryAfterSeconds: null },
  ],
  [
    "the app's limit",
    { status: 429, headers: { "X-Rate-Limit-Problem": "appminute" } },
    { kind: "rate-limited", problem: "appminute" },
  ],
  ["an unknown limit", { status: 429, text: "<html>" }, { kind: "rate-limited", problem: "minute" }],
  [
    "500 in JSON",
    { status: 500, body: { Title: "An error occurred", Status: 500 } },
    { kind: "server-error" },
  ],
  [
    "500 in HTML with a BOM",
    { ...html(500), text: "\uFEFF<html>Xero | Error 500" },
    { kind: "server-error" },
  ],
  ["503 in HTML", html(503), { kind: "server-error" }],
  ["200 in HTML", html(200), { kind: "server-error" }],
  ["truncated JSON", { status: 200, text: '{"Invoices":[{"InvoiceID":"ed25' }, { kind: "server-error" }],
  ["nothing at all", { status: 200, text: "" }, { kind: "server-error" }],
  ["null", { status: 200, text: "null" }, { kind: "server-error" }],
  ["another envelope", { status: 200, body: { Contacts: [] } }, { kind: "server-error" }],
  ["no element", { status: 200, body: { Invoices: [] } }, { kind: "server-error" }],
  ["too many elements", { status: 200, body: { Invoices: [stored(), stored()] } }, { kind: "server-error" }],
  ["another document", { status: 200, body: { Invoices: [stored("INV-9")] } }, { kind: "server-error" }],
  ["an element that is none", { status: 200, body: { Invoices: ["?"] } }, { kind: "server-error" }],
  [
    "success without an id",
    { status: 200, body: { Invoices: [{ ...stored(), InvoiceID: NO_ID }] } },
    { kind: "server-error" },
  ],
  [
    "a redirect",
    { status: 302, headers: { location: "http://127.0.0.1:1/" } },
    { kind: "server-error", httpStatus: 302 },
  ],
  ["a cut before the answer", "cut", { kind: "no-answer", sent: true, httpStatus: null }],
  ["a cut inside the answer", "cut-in-body", { kind: "no-answer", sent: true }],
  ["silence", "hang", { kind: "no-answer", sent: true, detail: "no answer in time" }],
])("%s", async (_name, answer, expected) => {
  const { outcome } = await send(answer);
  expect(outcome).toMatchObject(expected);
  expect(JSON.stringify(outcome)).not.toContain(TOKEN);
});

function gateway(status: number, detail: string): ScriptedAnswer {
  return {
    status,
    body: {
      Type: null,
      Title: "Unauthorized",
      Status: status,
      Detail: detail,
      Instance: "1f6f",
      Extensions: {},
    },
  };
}

function html(status: number) {
  return { status, text: "<html></html>", headers: { "content-type": "text/html" } };
}

function access(problem: string) {
  return { kind: "access", problem };
}
