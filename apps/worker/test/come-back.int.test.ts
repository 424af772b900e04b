import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { disconnectOrganisation } from "@counterfoil/services/connection/disconnect-organisation";
import { findParking } from "@counterfoil/services/document/find-parking";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import { consent, type Onboarded, pair, startSyncing } from "./onboard.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** Start, pause, resume, go away and come back: nothing is lost, doubled or sent before its time. */

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  await system.startWorker();
  onboarded = await system.onboard();
});
afterAll(() => system?.stop());

test("nothing is sent before Start: documents are prepared and checked", async () => {
  const invoice = await system.raiseInvoice();
  await until("it is checked", async () => (await system.find(invoice))?.check?.outcome === "post");
  expect((await system.find(invoice))?.reason).toBe("not_started");
  expect(await system.rows("SELECT 1 FROM posting")).toEqual([]);
  expect(await system.writes()).toBe(0);
  await startSyncing(system.ctx, onboarded);
  await system.comesTo(invoice, "posted");
});

test("paused it receives and prepares and sends nothing; resumed it goes on by itself", async () => {
  await changePolicy(system, onboarded, { paused: true });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "planned");
  const before = await system.writes();
  expect((await parking())?.sending?.reason).toBe("binding_paused");
  // Rounds of the dispatcher in which it could have been sent.
  const another = await system.raiseInvoice();
  await system.comesTo(another, "planned");
  expect(await system.writes()).toBe(before);
  await changePolicy(system, onboarded, { paused: false });
  for (const each of [invoice, another]) await system.comesTo(each, "posted");
});

test("disconnected in Magento and paired again: the same store with a new key, what waited goes, the time away is filled", async () => {
  const before = await storeRow();
  const posted = await system.documents();
  const known = await xrefs();
  await system.rows("UPDATE store SET prepare_claimed_until = now() + interval '1 hour'");
  const waits = await system.raiseInvoice();
  await system.control("disconnect", {});
  await system.rows("UPDATE store SET prepare_claimed_until = NULL");
  expect((await storeRow()).status).toBe("disconnected");
  expect((await parking())?.fetching?.reason).toBe("store_refuses_us");
  // Not paired, Magento announces nothing.
  const away: RaisedDocument[] = [];
  for (let n = 0; n < 6; n += 1) away.push(await system.raiseInvoice());
  expect(await system.find(waits)).toBeUndefined();
  expect(await system.find(away[0] as RaisedDocument)).toBeUndefined();

  const storeId = await pair(system.ctx, { actor: onboarded.actor, magentoUrl: system.magentoUrl });
  expect(storeId).toBe(before.id);
  for (const each of [waits, ...away]) await system.comesTo(each, "posted");
  const after = await storeRow();
  expect(after).toMatchObject({ id: before.id, code: before.code, status: "active", bindings: 1 });
  expect(after.key).not.toBe(before.key);
  const [row] = await listBindings(system.ctx, onboarded.actor);
  expect(row).toMatchObject({ id: onboarded.bindingId, trouble: null, notices: [] });
  // What was in Xero before is known to be there: announced again it is not sent again.
  expect(await xrefs()).toEqual(expect.arrayContaining(known));
  const writes = await system.writes();
  for (const { increment_id, kind } of posted) await system.replay({ id: 0, increment_id, kind });
  await until("their events are routed again", async () => {
    const events = await system.rows("SELECT 1 FROM event WHERE state = 'unrouted'");
    const due = await system.rows("SELECT 1 FROM document WHERE next_run_at <= now()");
    return events.length + due.length === 0;
  });
  const next = await system.raiseInvoice();
  await system.comesTo(next, "posted");
  expect(await system.writes()).toBe(writes + 1);
  expect(await disagreements(system)).toEqual([]);
});

test("a store whose pairing was left without a word is knocked at until it is proved", async () => {
  // As our death leaves it between the store's answer and our commit.
  await system.rows(
    `WITH undone AS (UPDATE store_key SET slot = 'pending' WHERE slot = 'current' RETURNING store_id)
     UPDATE store SET status = 'pending', ask_due_at = now() FROM undone WHERE store.id = undone.store_id`,
  );
  await until("it is proved", async () => {
    const keys = await system.rows("SELECT slot FROM store_key WHERE slot = 'current'");
    return keys.length === 1 && (await storeRow()).status === "active";
  });
});

test("disconnected from Xero here: gone there too, tokens wiped, documents wait and go once it is connected again", async () => {
  const [connection] = await connections();
  expect(system.xero.state.connections.has(connection?.xeroId ?? "")).toBe(true);
  await system.rows("UPDATE xero_grant SET refresh_issued_at = now() - interval '5 minutes'");
  const before = await xrefs();
  await disconnectOrganisation(system.ctx, onboarded.actor, { organisationId: await organisationId() });
  expect(system.xero.state.connections.has(connection?.xeroId ?? "")).toBe(false);
  expect(await connections()).toMatchObject([{ status: "revoked", reason: "disconnected" }]);
  expect(await tokens()).toEqual([{ status: "reconnect_required", access: null, refresh: null }]);

  const calls = await system.writes();
  const waits = await system.raiseInvoice();
  await until("it is prepared", async () =>
    ["planned", "waiting"].includes((await system.find(waits))?.state ?? ""),
  );
  expect((await parking())?.sending?.reason).toBe("xero_not_connected");
  expect(await system.writes()).toBe(calls);
  await consent(system.ctx, onboarded.actor);
  await system.comesTo(waits, "posted");
  expect(await xrefs()).toEqual(expect.arrayContaining(before));
  expect(await disagreements(system)).toEqual([]);
});

test("what another merchant shares at Xero stays there until the last of them has gone", async () => {
  const second = await system.startStore("second");
  const neighbour = await system.onboard({
    magentoUrl: second.magentoUrl,
    email: "neighbour@example.com",
    invoiceNumberPrefix: "N-",
  });
  await startSyncing(system.ctx, neighbour);
  const [one, other] = await connections();
  expect(one?.xeroId).toBe(other?.xeroId);
  await system.rows("UPDATE xero_grant SET refresh_issued_at = now() - interval '5 minutes'");
  await disconnectOrganisation(system.ctx, neighbour.actor, {
    organisationId: await organisationId(neighbour),
  });
  expect(system.xero.state.connections.has(one?.xeroId ?? "")).toBe(true);
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");

  // The last one, while Xero does not answer: the sweep ends it.
  await system.fault({ kind: "html-503", match: { method: "DELETE", path: "/connections" } });
  await disconnectOrganisation(system.ctx, onboarded.actor, { organisationId: await organisationId() });
  expect(system.xero.state.connections.has(one?.xeroId ?? "")).toBe(true);
  expect((await connections()).map(({ reason }) => reason).toSorted()).toEqual(["disconnected", "ending"]);
  await system.rows("UPDATE xero_grant SET refresh_issued_at = now() - interval '5 minutes'");
  await system.rows("UPDATE system_task SET next_run_at = now()");
  await until("it is gone", async () => !system.xero.state.connections.has(one?.xeroId ?? ""));
  await until("its tokens are wiped", async () => (await tokens())[0]?.refresh === null);
  const revoked = (await system.calls()).filter(({ path }) => path.startsWith("/connect/revocation"));
  expect(revoked).toEqual([]);
});

async function parking() {
  return (await findParking(system.ctx, onboarded.actor)).get(onboarded.bindingId);
}

async function storeRow() {
  const [row] = await system.rows<{
    id: string;
    code: string;
    status: string;
    key: string;
    bindings: number;
  }>(
    `SELECT s.id, s.code, s.status, (SELECT k.id FROM store_key k WHERE k.store_id = s.id AND k.slot = 'current') AS key,
            (SELECT count(*)::int FROM binding b WHERE b.store_id = s.id) AS bindings FROM store s WHERE s.id = $1`,
    [onboarded.storeId],
  );
  return row as { id: string; code: string; status: string; key: string; bindings: number };
}

function connections() {
  return system.rows<{ status: string; reason: string | null; xeroId: string }>(
    `SELECT status, status_reason AS reason, xero_connection_id AS "xeroId" FROM connection`,
  );
}

function tokens() {
  return system.rows<{ status: string; access: string | null; refresh: string | null }>(
    "SELECT status, access_token_sealed AS access, refresh_token_sealed AS refresh FROM xero_grant",
  );
}

async function organisationId({ actor }: Onboarded = onboarded): Promise<string> {
  const [row] = await system.rows<{ id: string }>("SELECT id FROM organisation WHERE tenant_id = $1", [
    actor.tenantId,
  ]);
  return row?.id ?? "";
}

/** What stands in Xero of what, as we know it. */
function xrefs() {
  return system.rows("SELECT store_id, kind, magento_key, xero_id FROM xref ORDER BY kind, magento_key");
}
