import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { until } from "../apps/worker/test/until.ts";
import { say, startMerchant, type WholeProduct, withWholeProduct } from "./whole-product.ts";

const XERO_MS = 300;
/** A new customer's invoice is two calls, one after the other. */
const CALLS = 2;

/** One invoice of a new customer at a time in an idle system: from the webhook that was answered to the invoice that is posted. */
export async function latency(options: { invoices: number }): Promise<void> {
  await withWholeProduct({ timeScale: 1, workerVariables: LIMITS_OFF }, async (product) => {
    const { stack } = product;
    await slowXero(product);
    const { storeId } = await startMerchant(product, {
      email: "bench@example.com",
      magentoUrl: stack.magentoUrl,
      xeroTenantId: UK_ORGANISATION_ID,
    });
    say(`latency: ${options.invoices} invoices, Xero takes ${XERO_MS} ms a call`);
    for (let number = 1; number <= options.invoices; number += 1) {
      await raiseOne(product.magento, number);
      await untilPosted(product, { storeId, invoices: number });
    }
    const { median, p99 } = spread(await latenciesOf(product, { storeId, skip: WARM_UP }));
    const floor = (CALLS * XERO_MS) / 1_000;
    say(
      `latency: p50 ${median.toFixed(2)} s, p99 ${p99.toFixed(2)} s; floor ${floor.toFixed(2)} s (two calls), ratio ${(median / floor).toFixed(2)}`,
    );
  });
}

/** Calls that load code and open connections. */
export const WARM_UP = 3;
export const LIMITS_OFF = { XERO_CALLS_A_MINUTE: "1000000" };

export async function slowXero({ xero }: WholeProduct): Promise<void> {
  await xero("latency", { fixedMs: XERO_MS, perDocumentMs: 0 });
  await xero("limits", { concurrent: 5, minute: 1e7, day: 1e7, appMinute: 1e7 });
}

/** An invoice of a customer who has none yet. */
export async function raiseOne(
  magento: WholeProduct["magento"],
  number: number,
  particulars: Record<string, unknown> = { lines: [{ name: "Blue mug", line_subtotal: 40, line_tax: 8 }] },
): Promise<void> {
  await magento("invoices", {
    ...particulars,
    customer: {
      magento_id: number,
      email: `buyer${number}@example.com`,
      first_name: "Buyer",
      last_name: `Number ${number}`,
    },
  });
  await magento("drain", {});
}

export async function untilPosted(
  { count }: WholeProduct,
  input: { storeId: string; invoices: number },
): Promise<void> {
  await until(
    `${input.invoices} invoices are posted`,
    async () => {
      const posted = await count(
        "SELECT count(*) FROM posting WHERE store_id = $1 AND kind = 'invoice' AND state = 'posted'",
        [input.storeId],
      );
      return posted >= input.invoices;
    },
    120_000,
  );
}

/** Seconds from each event's acceptance to its invoice's posting, in the order they came, by the database's clock. */
export async function latenciesOf(
  { ctx }: WholeProduct,
  input: { storeId: string; skip: number },
): Promise<number[]> {
  const { rows } = await ctx.db.system.query<{ seconds: number }>(
    `SELECT extract(epoch FROM p.posted_at - e.accepted_at)::float8 AS seconds
     FROM event e JOIN posting p ON p.store_id = e.store_id AND p.kind = 'invoice' AND p.magento_key = e.magento_entity_id::text
     WHERE e.store_id = $1 AND e.name = 'invoice.created' ORDER BY e.accepted_at OFFSET $2`,
    [input.storeId, input.skip],
  );
  return rows.map(({ seconds }) => seconds);
}

export function spread(values: readonly number[]): { median: number; p99: number } {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p99: at(0.99) };
}
