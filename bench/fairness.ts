import { createMagentoSimulator } from "@counterfoil/magento-simulator/server";
import { NZ_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/new-zealand";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { callSimulator } from "../apps/worker/test/call-simulator.ts";
import { until } from "../apps/worker/test/until.ts";
import { LIMITS_OFF, latenciesOf, raiseOne, slowXero, spread, untilPosted, WARM_UP } from "./latency.ts";
import { say, startMerchant, type WholeProduct, withWholeProduct } from "./whole-product.ts";

const EVERY_MS = 1_000;
/** New Zealand's organisation takes its own currency and rate. */
const INVOICE = {
  currency: "NZD",
  country_id: "NZ",
  lines: [{ name: "Blue mug", line_subtotal: 40, line_tax: 6 }],
};

/**
 * Organisation B receives an invoice a second, first alone, then beside organisation A with a backlog: how much longer B's take. Another
 * tenant, another store, another organisation, the same worker.
 */
export async function fairness(options: { backlog: number; invoices: number }): Promise<void> {
  await withWholeProduct({ timeScale: 1, workerVariables: LIMITS_OFF }, async (product) => {
    const { stack } = product;
    await slowXero(product);
    const shopOfB = createMagentoSimulator({ seed: "fairness", outboxTickMs: 0 });
    const urlOfB = await shopOfB.listen();
    try {
      const a = await startMerchant(product, {
        email: "a@example.com",
        magentoUrl: stack.magentoUrl,
        xeroTenantId: UK_ORGANISATION_ID,
      });
      const b = await startMerchant(product, {
        email: "b@example.com",
        magentoUrl: urlOfB,
        xeroTenantId: NZ_ORGANISATION_ID,
      });
      const trickle = async (from: number, number: number) => {
        for (let each = from; each < from + number; each += 1) {
          const nextAt = performance.now() + EVERY_MS;
          await raiseOne((path, body) => callSimulator(`${urlOfB}/__sim/${path}`, body), each, INVOICE);
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextAt - performance.now())));
        }
        await untilPosted(product, { storeId: b.storeId, invoices: from + number - 1 });
        return spread(await latenciesOf(product, { storeId: b.storeId, skip: from - 1 + WARM_UP }));
      };
      const alone = await trickle(1, options.invoices);
      say(`  alone: p50 ${alone.median.toFixed(2)} s, p99 ${alone.p99.toFixed(2)} s`);

      await raiseBacklog(product, options.backlog);
      const handingOver = product.magento("drain", { atOnce: 8 }).catch(() => {});
      await until(
        "A's backlog is taken in",
        async () => (await acceptedOf(product, a.storeId)) > options.backlog / 4,
        300_000,
      );
      const beside = await trickle(options.invoices + 1, options.invoices);
      const left = options.backlog - (await postedOf(product, a.storeId));
      await handingOver;
      say(
        `  beside A's backlog (${left} of ${options.backlog} invoices left at the end): p50 ${beside.median.toFixed(2)} s, p99 ${beside.p99.toFixed(2)} s`,
      );
      say(
        `fairness: p99 ${beside.p99.toFixed(2)} s beside a backlog, ${alone.p99.toFixed(2)} s alone, ratio ${(beside.p99 / alone.p99).toFixed(2)}`,
      );
    } finally {
      await shopOfB.close();
    }
  });
}

async function raiseBacklog({ magento }: WholeProduct, backlog: number): Promise<void> {
  const AT_ONCE = 8;
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < backlog) {
        const customer = (next++ % Math.ceil(backlog / 5)) + 1;
        await magento("invoices", {
          lines: [{ name: "Blue mug", line_subtotal: 40, line_tax: 8 }],
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

function acceptedOf({ count }: WholeProduct, storeId: string): Promise<number> {
  return count("SELECT count(*) FROM event WHERE store_id = $1 AND name = 'invoice.created'", [storeId]);
}

function postedOf({ count }: WholeProduct, storeId: string): Promise<number> {
  return count("SELECT count(*) FROM posting WHERE store_id = $1 AND kind = 'invoice' AND state = 'posted'", [
    storeId,
  ]);
}
