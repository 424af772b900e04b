import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createStore,
  PRODUCTION_WEBHOOK_KEY,
  type RunningApi,
  SANDBOX_WEBHOOK_KEY,
  startApi,
} from "./start-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

test("intent to receive: 200 for what is signed well and 401 for what is not, with neither body nor cookie", async () => {
  const body = JSON.stringify({
    events: [],
    firstEventSequence: 0,
    lastEventSequence: 0,
    entropy: "S0m3r4nd0m",
  });
  const signature = sign(body);
  const answers = {
    well: await deliver({ body, signature }),
    withTheOtherAppsKey: await deliver({ body, signature: sign(body, SANDBOX_WEBHOOK_KEY) }),
    withAnotherType: await deliver({
      body,
      signature,
      headers: { "content-type": "text/plain; charset=utf-8" },
    }),
    badly: await deliver({ body, signature: sign(body, "another key") }),
    tampered: await deliver({ body: body.replace("S0m3", "S0m4"), signature }),
    respaced: await deliver({ body: `${body} `, signature }),
    unsigned: await deliver({ body, signature: null }),
    signedEmpty: await deliver({ body, signature: "" }),
    withoutBody: await deliver({ body: "", signature }),
  };
  const statuses = Object.fromEntries(Object.entries(answers).map(([name, { status }]) => [name, status]));
  expect(statuses).toEqual({
    ...{ well: 200, withTheOtherAppsKey: 200, withAnotherType: 200 },
    ...{ badly: 401, tampered: 401, respaced: 401, unsigned: 401, signedEmpty: 401, withoutBody: 401 },
  });
  for (const [name, answer] of Object.entries(answers)) {
    expect(answer.text, name).toBe("");
    expect(answer.headers.get("set-cookie"), name).toBeNull();
  }
});

test("documents of every tenant that posts there are marked; what is nobody's, unknown or unreadable is taken and dropped", async () => {
  const [one, other] = [await createDocument(), await createDocument()];
  const shared = await createDocument({ organisation: one.organisation, xeroId: one.xeroId });
  const sandbox = await createDocument({ environment: "sandbox" });
  const quiet = await createDocument();
  const answer = await send([
    event(one),
    { ...event(quiet), eventCategory: "CONTACT" },
    { ...event(quiet), eventCategory: "MADE_UP_TOMORROW", data: { any: ["thing"] } },
    { ...event(quiet), tenantId: randomUUID() },
    { ...event(quiet), resourceId: "'; DROP TABLE posting; --" },
    { ...event(quiet), eventDateUtc: "soon" },
    event({ ...quiet, xeroId: randomUUID() }),
    null,
    event({ ...other, xeroId: other.xeroId.toUpperCase() }),
    event(sandbox),
  ]);
  expect(answer.status).toBe(200);
  for (const { id } of [one, other, shared]) expect(await isMarked(id)).toBe(true);
  // The sandbox's documents are the sandbox key's alone.
  for (const { id } of [quiet, sandbox]) expect(await isMarked(id)).toBe(false);
  await send([event(sandbox)], SANDBOX_WEBHOOK_KEY);
  expect(await isMarked(sandbox.id)).toBe(true);
});

test("the same event once more, an older one that comes late, and what our own call did mark nothing", async () => {
  const document = await createDocument();
  const at = (seconds: number) => new Date(Date.parse("2026-11-21T10:00:00Z") + seconds * 1000);
  await send([event(document, at(30)), event(document, at(30))]);
  expect(await isMarked(document.id)).toBe(true);
  await unmark(document.id);
  await send([event(document, at(30))]);
  await send([event(document, at(10)), { ...event(document, at(30)), eventType: "CREATE" }]);
  expect(await isMarked(document.id)).toBe(false);
  await recordCall(document, { startedAt: at(60), endedAt: at(62) });
  await send([event(document, at(61)), event(document, at(63))]);
  expect(await isMarked(document.id)).toBe(false);
  await send([event(document, at(61)), event(document, at(45))]);
  expect(await isMarked(document.id)).toBe(true);
  await unmark(document.id);
  await send([event(document, at(90))]);
  expect(await isMarked(document.id)).toBe(true);
});

test("garbage that is signed is taken, and nothing breaks; what is too large for any batch is refused", async () => {
  for (const body of ["garbage", "[]", "null", '{"events":7}', "\u0000", `{"events":[${"[".repeat(5_000)}`])
    expect((await deliver({ body, signature: sign(body) })).status, body.slice(0, 20)).toBe(200);
  const document = await createDocument();
  const many = Array.from({ length: 2_000 }, () => event({ ...document, xeroId: randomUUID() }));
  expect((await send([...many, event(document)])).status).toBe(200);
  expect(await isMarked(document.id)).toBe(true);
  const huge = JSON.stringify({ events: ["x".repeat(1024 * 1024)] });
  expect((await deliver({ body: huge, signature: sign(huge) })).status).toBe(413);
  expect(api.logged()).not.toContain(document.xeroId);
});

type Document = { id: string; tenantId: string; environment: string; organisation: string; xeroId: string };

async function createDocument(changes: Partial<Document> = {}): Promise<Document> {
  const { tenantId, storeId } = await createStore(api);
  const environment = changes.environment ?? "production";
  const organisation = changes.organisation ?? randomUUID();
  const xeroId = changes.xeroId ?? randomUUID();
  const { rows } = await api.testDatabase.database.system.query<{ id: string }>(
    `WITH o AS (INSERT INTO organisation (tenant_id, environment, xero_tenant_id, name) VALUES ($1, $3, $4, 'Acme') RETURNING id),
          b AS (INSERT INTO binding (tenant_id, environment, store_id, organisation_id, xero_tenant_id, website_filter, store_filter)
                SELECT $1, $3, $2, o.id, $4, '{}', '{}' FROM o RETURNING id),
          d AS (INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, website_id, magento_store_id, state)
                SELECT $1, $3, $4, $2, b.id, 'invoice', 42, 1, 1, 'posted' FROM b RETURNING id, binding_id)
     INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, document_id, state, xero_id)
     SELECT $1, $3, $4, $2, 'invoice', '42', 'abc', d.binding_id, d.id, 'posted', $5 FROM d RETURNING id`,
    [tenantId, storeId, environment, organisation, xeroId],
  );
  return { id: rows[0]?.id ?? "", tenantId, environment, organisation, xeroId };
}

async function recordCall(document: Document, call: { startedAt: Date; endedAt: Date }): Promise<void> {
  const { system } = api.testDatabase.database;
  const { rows } = await system.query<{ id: string }>(
    `WITH g AS (INSERT INTO xero_grant (environment, xero_user_id) VALUES ($2, gen_random_uuid()) RETURNING id),
          c AS (INSERT INTO connection (tenant_id, environment, organisation_id, grant_id, xero_connection_id, scopes, consented_by, consented_at)
                SELECT $1, $2, o.id, g.id, 'c', '{}', m.user_id, now() FROM g, organisation o, member m
                WHERE o.tenant_id = $1 AND m.tenant_id = $1 RETURNING id)
     INSERT INTO attempt (tenant_id, environment, xero_tenant_id, connection_id, idempotency_key, method, path, fence, state, started_at, ended_at)
     SELECT $1, $2, $3, c.id, gen_random_uuid()::text, 'PUT', '/Invoices', 1, 'answered', $4, $5 FROM c RETURNING id`,
    [document.tenantId, document.environment, document.organisation, call.startedAt, call.endedAt],
  );
  await system.query(
    "INSERT INTO attempt_posting (attempt_id, posting_id, tenant_id, position) VALUES ($1, $2, $3, 0)",
    [rows[0]?.id, document.id, document.tenantId],
  );
}

async function isMarked(postingId: string): Promise<boolean> {
  const { rows } = await api.testDatabase.database.system.query<{ marked: boolean }>(
    "SELECT news_due_at IS NOT NULL AS marked FROM posting WHERE id = $1",
    [postingId],
  );
  return rows[0]?.marked ?? false;
}

async function unmark(postingId: string): Promise<void> {
  await api.testDatabase.database.system.query("UPDATE posting SET news_due_at = NULL WHERE id = $1", [
    postingId,
  ]);
}

function event(
  document: { organisation: string; xeroId: string },
  at = new Date("2026-11-21T10:15:30.123Z"),
) {
  return {
    resourceUrl: `https://api.xero.com/api.xro/2.0/Invoices/${document.xeroId}`,
    resourceId: document.xeroId,
    eventDateUtc: at.toISOString().slice(0, 23),
    eventType: "UPDATE",
    eventCategory: "INVOICE",
    tenantId: document.organisation,
    tenantType: "ORGANISATION",
  };
}

function send(events: unknown[], key = PRODUCTION_WEBHOOK_KEY) {
  const body = JSON.stringify({
    events,
    firstEventSequence: 1,
    lastEventSequence: events.length,
    entropy: "X",
  });
  return deliver({ body, signature: sign(body, key) });
}

function sign(body: string, key = PRODUCTION_WEBHOOK_KEY): string {
  return createHmac("sha256", key).update(body, "utf8").digest("base64");
}

async function deliver(input: { body: string; signature: string | null; headers?: Record<string, string> }) {
  const response = await fetch(`${api.url}/webhooks/xero`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(input.signature === null ? {} : { "x-xero-signature": input.signature }),
      ...input.headers,
    },
    body: input.body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
