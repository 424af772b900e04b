import { disagreements } from "./agreement.ts";
import { type Onboarded, startSyncing } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, untilAtRest, type WholeSystem } from "./whole-system.ts";

const COUNT = 40;

/** The whole of the first path on one of the queue's backends: the same story, the same promises. */
export function describeFirstPath(
  { afterAll, beforeAll, describe, expect, test }: typeof import("vitest"),
  where: string,
  startQueue: () => Promise<{ overrides: Record<string, string>; stop: () => Promise<void> }> = async () => ({
    overrides: {},
    stop: async () => {},
  }),
): void {
  describe(`the first path ${where}`, () => {
    let queue: Awaited<ReturnType<typeof startQueue>>;
    let system: WholeSystem;
    let onboarded: Onboarded;

    beforeAll(async () => {
      queue = await startQueue();
      system = await startWholeSystem({ overrides: queue.overrides });
      await system.startWorker();
      onboarded = await system.onboard();
    });
    afterAll(async () => {
      await system?.stop();
      await queue?.stop();
    });

    test("before Start documents are fetched and checked, and nothing is sent", async () => {
      await system.raise({ count: COUNT });
      await until(
        "all documents are checked",
        async () => (await system.documents()).filter((row) => row.check !== null).length === COUNT,
      );
      const rows = await system.documents();
      expect(new Set(rows.map((row) => `${row.state} ${row.reason}`))).toEqual(
        new Set(["waiting not_started"]),
      );
      expect(await system.rows("SELECT 1 FROM posting")).toEqual([]);
      const books = await system.books();
      expect([books.contacts.filter(isOurs), books.invoices, books.creditNotes]).toEqual([[], [], []]);
    });

    test("after Start each comes to rest: posted once with Magento's total, or left with a reason", async () => {
      await startSyncing(system.ctx, onboarded);
      const rows = await untilAtRest(system, COUNT);
      expect(await disagreements(system)).toEqual([]);
      const posted = rows.filter((row) => row.state === "posted");
      expect(posted.length).toBeGreaterThanOrEqual(25);
      const held = rows.filter((row) => row.state === "held");
      expect(held.length).toBeGreaterThanOrEqual(1);
      expect(posted.length + held.length).toBe(COUNT);
      // The gift card and the store credit have no account yet: nobody guesses one.
      for (const row of held) {
        expect(row.reason).toBe("magento_total_unexplained");
        expect(row.params.amount).toMatch(/^-\d+\.\d\d$/);
      }
      const free = posted.filter((row) => Number(row.grand_total) === 0);
      expect(free.map((row) => Number(row.xero_total))).toEqual(free.map(() => 0));
    });

    test("every posting that stands in Xero has its xref, and no body is kept once its call is decided", async () => {
      const unlinked = await system.rows(
        `SELECT p.id FROM posting p LEFT JOIN xref x ON x.posting_id = p.id AND x.xero_id = p.xero_id
         WHERE p.state = 'posted' AND x.xero_id IS NULL`,
      );
      expect(unlinked).toEqual([]);
      const attempts = await system.rows<{ state: string; body: string | null; sends: number }>(
        "SELECT state, body, sends FROM attempt",
      );
      expect(attempts.length).toBeGreaterThan(2);
      expect(new Set(attempts.map((row) => `${row.state} ${row.body} ${row.sends}`))).toEqual(
        new Set(["answered null 1"]),
      );
    });

    test("a backlog goes in batches, and Xero never has to say 429", async () => {
      const calls = await system.calls();
      expect(calls.filter((call) => call.status === 429)).toEqual([]);
      const writes = calls.filter((call) => call.method === "PUT" && !call.path.endsWith("/Allocations"));
      expect(writes.length).toBeLessThanOrEqual(16);
      expect(new Set(writes.map((call) => call.idempotencyKey)).size).toBe(writes.length);
    });

    test("payments of paid invoices are recorded as their method is mapped; those of held ones wait for them", async () => {
      const payments = await system.rows<{ outcome: string }>(
        `SELECT DISTINCT concat_ws(' ', d.state, p.state, p.reason) AS outcome FROM posting p JOIN document d ON d.id = p.document_id
         WHERE p.kind = 'payment' ORDER BY 1`,
      );
      expect(payments.map(({ outcome }) => outcome)).toEqual(
        expect.arrayContaining(["posted posted", "posted skipped payment_left_to_bank"]),
      );
      for (const { outcome } of payments)
        expect(outcome).toMatch(
          /^(posted (posted|skipped [a-z_]+)|held (waiting waiting_for_invoice|skipped [a-z_]+))$/,
        );
    });

    test("Magento is told of each what it came to, with Xero's id and number", async () => {
      const told = await until("Magento was told of all", async () => {
        const all = await system.told();
        return all.every(({ sync }) => sync && sync.sync_status !== "pending") && all;
      });
      const rows = new Map((await system.documents()).map((row) => [`${row.kind} ${row.increment_id}`, row]));
      for (const { kind, increment_id, sync } of told) {
        const row = rows.get(`${kind} ${increment_id}`);
        expect(sync).toMatchObject(
          row?.state === "posted"
            ? { sync_status: "synced", provider_reference: row.xero_number, error_code: null }
            : { sync_status: "failed", error_code: row?.reason, provider_entity_id: null },
        );
        if (row?.state === "posted") expect(sync?.provider_entity_id).toMatch(/^[0-9a-f-]{36}$/);
      }
    });
  });
}

/** The seeded contacts of the organisation have no number. */
const isOurs = (contact: { contactNumber: string | null }) => contact.contactNumber !== null;
