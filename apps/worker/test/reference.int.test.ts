import { getBinding } from "@counterfoil/services/binding/get-binding";
import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { checkConnection } from "@counterfoil/services/connection/check-connection";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import { type Onboarded, startSyncing } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** An organisation's own lists: read at once, read again, and what of the settings they no longer bear out. */

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  // At the world's own pace, but for the minute's limit: reading the lists again and again would use it up.
  system = await startWholeSystem({ timeScale: 1, overrides: { XERO_CALLS_A_MINUTE: "1000" } });
  await system.xeroControl("limits", { minute: 1_000 });
  await system.startWorker();
});
afterAll(() => system?.stop());

test("everything an organisation has is read in under five seconds with Xero at 300 ms a call, and is due again in a day", async () => {
  await system.xeroControl("latency", { fixedMs: 300 });
  const before = (await reads()).length;
  onboarded = await system.onboard();
  await until("all of it is there", async () => {
    const rows = await system.rows("SELECT 1 FROM organisation WHERE reference_version > 0");
    return rows.length === 1;
  });
  const [took] = await system.rows<{ seconds: number }>(
    `SELECT extract(epoch FROM reference_refreshed_at - consented_at)::float8 AS seconds
     FROM organisation o JOIN connection c ON c.organisation_id = o.id`,
  );
  expect(took?.seconds).toBeLessThan(5);
  expect((await reads()).length - before).toBeGreaterThanOrEqual(6);
  await system.xeroControl("latency", { fixedMs: 0 });
  await startSyncing(system.ctx, onboarded);
  const [organisation] = await system.rows<{ inHours: number }>(
    `SELECT extract(epoch FROM reference_due_at - reference_refreshed_at)::int / 3600 AS "inHours" FROM organisation`,
  );
  expect(organisation?.inHours).toBe(24);
});

test("an archived account: the setting that names it is flagged, its documents are held, and go when it is restored", async () => {
  const sales = await revenueAccount();
  expect(await notices()).toEqual([]);
  await change({ archiveAccount: sales });
  await refreshNow();
  await until("it is flagged", async () => (await notices()).length === 1);
  expect(await notices()).toEqual([
    {
      kind: "setting_problem",
      path: "revenueAccountCode",
      sentence: `Account ${sales} is archived in Xero.`,
    },
  ]);
  expect((await getBinding(system.ctx, onboarded.actor, onboarded)).notices).toEqual(await notices());
  const invoice = await system.raiseInvoice();
  const held = await system.comesTo(invoice, "held");
  expect(held.reason).toBe("account_archived");
  await change({ restoreAccount: sales });
  await refreshNow();
  await system.comesTo(invoice, "posted");
  expect(await notices()).toEqual([]);
});

test("Xero archives an account under our hands: held by its own words, and saving another one lets it go", async () => {
  const sales = await revenueAccount();
  await change({ archiveAccount: sales });
  const invoice = await system.raiseInvoice();
  const held = await system.comesTo(invoice, "held");
  expect(held.reason).toBe("account_archived");
  const page = await getBinding(system.ctx, onboarded.actor, onboarded);
  const other = page.revenueAccounts.find(({ code }) => code !== sales);
  await changePolicy(system, onboarded, { revenueAccountCode: other?.code });
  await system.comesTo(invoice, "posted");
  await change({ restoreAccount: sales });
  expect(await disagreements(system)).toEqual([]);
});

test("a refresh that finds what it knew sends nothing again", async () => {
  const invoice = await system.raiseInvoice({ currency: "THB" });
  expect((await system.comesTo(invoice, "held")).reason).toBe("currency_not_enabled");
  // What the tests before have changed in Xero is read first.
  await refreshNow();
  const before = await system.writes();
  const was = await version();
  await refreshNow();
  expect(await version()).toEqual(was);
  await system.comesTo(invoice, "held");
  expect(await system.writes()).toBe(before);
  await change({ currencies: ["THB"] });
  await refreshNow();
  await system.comesTo(invoice, "posted");
});

async function notices() {
  const [row] = await listBindings(system.ctx, onboarded.actor);
  return row?.notices ?? [];
}

/** The button, and what it sets going. */
async function refreshNow(): Promise<void> {
  const [organisation] = await system.rows<{ id: string; at: Date }>(
    "SELECT id, reference_refreshed_at AS at FROM organisation",
  );
  const checked = await checkConnection(system.ctx, onboarded.actor, {
    organisationId: organisation?.id ?? "",
  });
  expect(checked.outcome).toBe("well");
  await until("the lists were read again", async () => {
    const rows = await system.rows("SELECT 1 FROM organisation WHERE reference_refreshed_at > $1", [
      organisation?.at,
    ]);
    return rows.length === 1;
  });
}

function version() {
  return system.rows("SELECT reference_version AS version FROM organisation");
}

async function reads() {
  return (await system.calls()).filter(
    ({ method, path }) => method === "GET" && path.startsWith("/api.xro/"),
  );
}

function change(input: Record<string, unknown>) {
  return system.xeroControl(`organisations/${UK_ORGANISATION_ID}`, input);
}

async function revenueAccount(): Promise<string> {
  const { settings } = await getBinding(system.ctx, onboarded.actor, onboarded);
  return settings.policy.revenueAccountCode ?? "";
}
