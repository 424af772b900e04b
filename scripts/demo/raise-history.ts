import { control } from "./control.ts";

const DAY_MS = 86_400_000;

/** What the shop raised, by how many days ago: what comes later may refund what came before. */
const HISTORY: readonly (readonly [daysAgo: number, scenario: string])[] = [
  [60, "retail"],
  [59, "trade"],
  [57, "mixed-rates"],
  [56, "retail"],
  [54, "trade"],
  [53, "discount-retail"],
  [51, "retail"],
  [50, "many-lines"],
  [48, "partial-refund"],
  [47, "retail"],
  [45, "euro"],
  [44, "discount-trade"],
  [42, "retail"],
  [40, "export"],
  [39, "free-sample"],
  [37, "trade"],
  [36, "retail"],
  [34, "configurable"],
  [33, "full-refund"],
  [31, "retail"],
  [30, "gift-card"],
  [28, "trade"],
  [27, "discount-retail"],
  [25, "retail"],
  [24, "euro"],
  [22, "mixed-rates"],
  [21, "yen"],
  [20, "return-with-fee"],
  [18, "retail"],
  [17, "bundle"],
  [15, "trade"],
  [14, "discount-fixed"],
  [12, "retail"],
  [11, "export"],
  [9, "partial-refund"],
  [8, "retail"],
  [6, "authorised"],
  [5, "trade"],
  [4, "retail"],
  [3, "fractional"],
  [2, "retail"],
  [1, "discount-retail"],
];

/** Sixty days of a shop, in order, each at its own hour. Answers how many documents that is. */
export async function raiseHistory(storeUrl: string): Promise<number> {
  let raised = 0;
  for (const [daysAgo, scenario] of HISTORY) {
    const at = new Date(Date.now() - daysAgo * DAY_MS);
    at.setUTCHours(8 + ((daysAgo * 5) % 11), (daysAgo * 17) % 60, 0, 0);
    const answer = await control<{ documents: unknown[] }>(`${storeUrl}/__sim/raise`, {
      count: 1,
      scenario,
      created_at: at.toISOString(),
    });
    raised += answer.documents.length;
  }
  return raised;
}

/** How many days ago, whose, net, percent of tax and where the goods went. */
const EUROPE: readonly (readonly [number, string, string, string, number, string])[] = [
  [58, "Aoife", "Kelly", "100.00", 23, "IE"],
  [55, "Cian", "Byrne", "40.00", 23, "IE"],
  [52, "Saoirse", "Nolan", "60.00", 13.5, "IE"],
  [46, "Niamh", "Walsh", "250.00", 23, "IE"],
  [41, "Padraig", "Doyle", "80.00", 23, "IE"],
  [38, "Lena", "Vogel", "100.00", 19, "DE"],
  [35, "Orla", "Daly", "120.00", 23, "IE"],
  [32, "Jonas", "Weber", "50.00", 19, "DE"],
  [29, "Ronan", "Burke", "20.00", 13.5, "IE"],
  [26, "Mia", "Schulz", "80.00", 19, "DE"],
  [23, "Ciara", "Hayes", "140.00", 23, "IE"],
  [19, "Paul", "Brandt", "30.00", 19, "DE"],
  [16, "Emma", "Keller", "45.00", 19, "DE"],
  [13, "Declan", "Moran", "90.00", 23, "IE"],
  [10, "Felix", "Braun", "120.00", 19, "DE"],
  [7, "Sinead", "Quinn", "60.00", 23, "IE"],
  [4, "Hanna", "Lange", "65.00", 19, "DE"],
  [2, "Eoin", "Foley", "200.00", 23, "IE"],
];

/** An Irish shop that also sells to Germany, whose rate nobody has mapped; and half of one order, refunded. */
export async function raiseEurope(storeUrl: string): Promise<number> {
  for (const [index, [daysAgo, firstName, lastName, net, percent, country]] of EUROPE.entries()) {
    const { id } = await control<{ id: number }>(`${storeUrl}/__sim/invoices`, {
      ...at(daysAgo),
      store_id: 3,
      currency: "EUR",
      payment_method: "stripe_payments",
      country_id: country,
      customer: person(index + 1, firstName, lastName),
      lines: [line(net, percent)],
    });
    if (index === 3)
      await control(`${storeUrl}/__sim/creditmemos`, {
        ...at(daysAgo - 3),
        store_id: 3,
        currency: "EUR",
        invoice_id: id,
        country_id: country,
        customer: person(index + 1, firstName, lastName),
        lines: [line("125.00", percent)],
        reason: "One of two came back",
      });
  }
  return EUROPE.length + 1;
}

function at(daysAgo: number) {
  return { created_at: new Date(Date.now() - daysAgo * DAY_MS).toISOString() };
}

export function person(id: number, firstName: string, lastName: string) {
  const email = `${firstName}.${lastName}@example.com`.toLowerCase();
  return { magento_id: 9_000 + id, email, first_name: firstName, last_name: lastName };
}

/** Nets are chosen so that the tax comes out whole to the cent. */
export function line(net: string, percent: number) {
  const tax = ((Number(net) * percent) / 100).toFixed(2);
  return { sku: "LAMP-01", name: "Hurricane lamp", qty: 1, line_subtotal: net, line_tax: tax };
}
