import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { drainFloor } from "./drain-floor.ts";
import { postgresCpuSeconds, processCost } from "./process-costs.ts";
import { CARD, say, startMerchant, type WholeProduct, withWholeProduct } from "./whole-product.ts";

export type DrainOptions = { invoices: number; customers: number; workers: number; limits: "on" | "off" };

/** Each paid invoice is an invoice and a payment, each customer a contact. */
const documentsOf = ({ invoices, customers }: DrainOptions) => invoices * 2 + customers;

const MINUTE_CALLS = 60;
/** The minute compressed to 20 s. */
const TIME_SCALE = 3;

/**
 * `npm run bench -- drain [--limits on|off] [--workers N] [--invoices N] [--customers N]`: paid invoices of new customers through one
 * organisation, from the first webhook to the last sync-state.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const isLimited = options.limits === "on";
  const documents = documentsOf(options);
  say(
    `drain: ${documents.toLocaleString("en")} documents (${options.invoices} paid invoices of ${options.customers} customers), limits ${options.limits}, ${options.workers} worker(s)`,
  );
  const variables = isLimited ? {} : { XERO_CALLS_A_MINUTE: "1000000" };
  await withWholeProduct(
    { timeScale: isLimited ? TIME_SCALE : 1, workers: options.workers, workerVariables: variables },
    async (product) => {
      const { stack, dataDir, xero, magento, count } = product;
      const merchant = await startMerchant(product, {
        email: "bench@example.com",
        magentoUrl: stack.magentoUrl,
        xeroTenantId: UK_ORGANISATION_ID,
      });
      await xero(
        "latency",
        isLimited ? { fixedMs: 300, perDocumentMs: 5 } : { fixedMs: 20, perDocumentMs: 0 },
      );
      if (!isLimited) await xero("limits", { concurrent: 5, minute: 1e7, day: 1e7, appMinute: 1e7 });
      const booksBefore = await countBooks(product);
      await raise(product, options);
      await fetch(`${stack.xeroUrl}/__sim/calls`, { method: "DELETE" });
      const names = ["worker", "api", "xero-simulator", "magento-simulator"] as const;
      const costsBefore = names.map((name) => processCost(stack.pidOf(name) ?? 0).cpuSeconds);
      const postgresBefore = postgresCpuSeconds(dataDir);

      // The store publishes by itself, too: what it did before the clock starts is not ours to count.
      const early = await count("SELECT count(*) FROM posting WHERE state = 'posted'");
      const startedAt = performance.now();
      const handingOver = magento("drain", { atOnce: 8 }).catch((error: Error) =>
        say(`  handing over: ${error.message}`),
      );
      await untilDone(product, { documents, invoices: options.invoices, startedAt });
      const seconds = (performance.now() - startedAt) / 1_000;
      await handingOver;

      await sameBooks(product, { ...options, booksBefore });
      const calls = await accountingCalls(product);
      const measured = documents - early;
      const writes = calls.filter(({ method }) => method !== "GET");
      const refused = calls.filter(({ status }) => status === 429).length;
      const worker = processCost(stack.pidOf("worker") ?? 0);
      const failed = await count("SELECT count(*) FROM posting WHERE state IN ('held', 'failed', 'skipped')");
      say(
        `  ${seconds.toFixed(1)} s, ${(measured / seconds).toFixed(0)} documents/s, ${early} posted before the clock started, ${failed} not posted`,
      );
      say(
        `  ${calls.length} calls to Xero (${writes.length} writes), ${(measured / Math.max(1, writes.length)).toFixed(1)} documents a write, ${refused} answered 429`,
      );
      if (isLimited) say(`  ${usage(calls)}`);
      names.forEach((name, index) => {
        const { cpuSeconds, peakMegabytes } = processCost(stack.pidOf(name) ?? 0);
        const spent = cpuSeconds - (costsBefore[index] ?? 0);
        say(`  ${name}: ${spent.toFixed(1)} s of processor time, at most ${peakMegabytes.toFixed(0)} MB`);
      });
      say(`  PostgreSQL: ${(postgresCpuSeconds(dataDir) - postgresBefore).toFixed(1)} s of processor time`);
      const floor = isLimited
        ? fastest(calls.length)
        : await drainFloor(product, { tenantId: merchant.actor.tenantId, storeId: merchant.storeId });
      say(
        `  floor ${floor.toFixed(1)} s (${isLimited ? "as many calls as fast as the limit lets them go" : "the same documents through the two simulators by a process that keeps nothing"}), ratio ${(seconds / floor).toFixed(2)}`,
      );
      say(
        `drain: ${documents} documents, ${calls.length} calls, ${refused} times 429, ${(measured / seconds).toFixed(0)} documents/s, worker at most ${worker.peakMegabytes.toFixed(0)} MB`,
      );
    },
  );
}

type Books = { invoices: number; payments: number; contacts: number };

async function countBooks({ xero }: WholeProduct): Promise<Books> {
  const books = (await xero(`organisations/${UK_ORGANISATION_ID}/ledger`)) as Record<keyof Books, unknown[]>;
  const { invoices, payments, contacts } = books;
  return { invoices: invoices.length, payments: payments.length, contacts: contacts.length };
}

/** A drain that lost or doubled something is no figure. */
async function sameBooks(
  product: WholeProduct,
  { invoices, customers, booksBefore }: DrainOptions & { booksBefore: Books },
): Promise<void> {
  const after = await countBooks(product);
  const added = [
    after.invoices - booksBefore.invoices,
    after.payments - booksBefore.payments,
    after.contacts - booksBefore.contacts,
  ];
  if (added.join() !== [invoices, invoices, customers].join())
    throw new Error(`Xero has ${added.join(", ")} more invoices, payments and contacts.`);
}

async function raise({ magento }: WholeProduct, options: DrainOptions): Promise<void> {
  const AT_ONCE = 8;
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < options.invoices) {
        const number = next++;
        const customer = (number % options.customers) + 1;
        await magento("invoices", {
          payment_method: CARD,
          lines: [
            { sku: "A", name: "Blue mug", qty: 2, line_subtotal: 40, line_tax: 8 },
            { sku: "B", name: "Tea towel", line_subtotal: 12.5, line_tax: 2.5 },
          ],
          shipping_amount: 4.95,
          shipping_tax_amount: 0.99,
          customer: {
            magento_id: customer,
            email: `buyer${customer}@example.com`,
            first_name: "Buyer",
            last_name: `Number ${customer}`,
          },
        });
      }
    }),
  );
}

const DONE_EVERY_MS = 500;
/** Nothing moves so long only when something is lost: the sweep would find it, but no measure is worth that wait. */
const STANDSTILL_MS = 60_000;

async function untilDone(
  { count, rows }: WholeProduct,
  input: { documents: number; invoices: number; startedAt: number },
): Promise<void> {
  let lastSaidAt = 0;
  let last = { moved: -1, at: 0 };
  for (;;) {
    const done = await count(
      "SELECT count(*) FROM posting WHERE state IN ('posted', 'held', 'failed', 'skipped')",
    );
    const told = await count("SELECT count(*) FROM storefront_state WHERE pushed_version >= wanted_version");
    if (done >= input.documents && told >= input.invoices) return;
    const ageMs = performance.now() - input.startedAt;
    if (done + told !== last.moved) last = { moved: done + told, at: ageMs };
    if (ageMs - last.at > STANDSTILL_MS)
      throw new Error(
        `Nothing moves, ${done} of ${input.documents} are done, ${told} of ${input.invoices} told; left:\n${(await rows(LEFT)).map((row) => JSON.stringify(row)).join("\n")}`,
      );
    if (ageMs - lastSaidAt > 5_000) {
      lastSaidAt = ageMs;
      say(`  ${(ageMs / 1000).toFixed(0)} s: ${done} done, ${told} told to Magento`);
    }
    await new Promise((resolve) => setTimeout(resolve, DONE_EVERY_MS));
  }
}

const LEFT = `
  SELECT p.kind, p.state, p.reason, p.reason_params, p.number, p.next_run_at, p.collect_until, p.updated_at, now(), d.state AS document, d.next_run_at AS document_next, d.paid_at,
         d.updated_at AS document_updated
  FROM posting p LEFT JOIN document d ON d.id = p.document_id
  WHERE p.state <> 'posted'
     OR (p.kind = 'invoice' AND NOT EXISTS (SELECT 1 FROM posting own WHERE own.document_id = d.id AND own.kind = 'payment')) LIMIT 20`;

/** Seconds: as many as a minute allows at once, and again after each minute. */
function fastest(calls: number): number {
  return Math.floor((calls - 1) / MINUTE_CALLS) * (60 / TIME_SCALE);
}

type Call = { method: string; path: string; status: number | null; at: string };

async function accountingCalls({ xero }: WholeProduct): Promise<Call[]> {
  const { calls } = (await xero("calls?limit=20000")) as { calls: Call[] };
  return calls.filter(({ path }) => path.startsWith("/api.xro/"));
}

/** Whole windows between the first call and the last, against what the limit allows in as many. */
function usage(calls: readonly Call[]): string {
  const windowMs = 60_000 / TIME_SCALE;
  const times = calls.map(({ at }) => Date.parse(at));
  const first = Math.min(...times);
  const last = Math.max(...times);
  const whole = Math.floor((last - first) / windowMs);
  const inWhole = times.filter((at) => at < first + whole * windowMs).length;
  const share = whole === 0 ? 1 : inWhole / (whole * MINUTE_CALLS);
  const each = Array.from(
    { length: whole },
    (_, index) =>
      times.filter((at) => at >= first + index * windowMs && at < first + (index + 1) * windowMs).length,
  );
  return `${(share * 100).toFixed(1)} % of the calls that the limit allows in ${whole} whole windows (${each.join(", ")} of ${MINUTE_CALLS})`;
}
