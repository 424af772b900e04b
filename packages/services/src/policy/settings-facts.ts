import type { TenantClient } from "@counterfoil/db/database";

export type SeenStoreView = {
  id: number;
  websiteId: number;
  /** Given by the merchant. */
  name: string | null;
  lastNumber: string | null;
  lastCurrency: string | null;
  lastSeenAt: string;
};

/** What was seen of a store that helps to choose its settings. */
export type SettingsFacts = {
  views: SeenStoreView[];
  /** Null or empty as long as the module sends none. */
  productTypes: string[];
  methods: { code: string; documents: number; currencies: string[] }[];
  /** What prices look like, by store view: only where enough of them tell. */
  prices: SeenPrices[];
  /** Rates that documents wait for. */
  unmapped: { rate: string; country: string | null; documents: number }[];
  /** New contacts in a year, by the last documents; null while there are too few to tell. */
  contactsAYear: { days: number; each: number; companies: number } | null;
};

/** Of products that were sold singly and without discount: how many had a round price (24.00, 19.99) with tax only, and without only. */
export type SeenPrices = {
  storeView: number;
  roundWithTax: number;
  roundWithout: number;
  includeTax: boolean;
};

/** Enough to see what a store sells and how it is paid; read by key, newest first. */
const LOOK_AT = 1_000;
const DAYS_TO_TELL = 7;
const DAY_MS = 86_400_000;
const PRICES_TO_TELL = 12;
const SHARE_TO_TELL = 0.85;

/** Read from the last sales, a thousand at the most, and from what documents wait for. */
export async function settingsFacts(
  client: TenantClient,
  input: { storeId: string; bindingId: string },
): Promise<SettingsFacts> {
  const { storeId, bindingId } = input;
  const views = await client.query<SeenStoreView>(
    `SELECT magento_store_id AS id, website_id AS "websiteId", name, last_number AS "lastNumber", last_currency AS "lastCurrency",
            to_char(last_seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "lastSeenAt"
     FROM store_view WHERE store_id = $1 AND magento_store_id <> 0 ORDER BY magento_store_id`,
    [storeId],
  );
  const sales = await client.query<{
    productTypes: string[] | null;
    methods: SettingsFacts["methods"] | null;
    prices: Omit<SeenPrices, "includeTax">[] | null;
    each: number;
    companies: number;
    firstAt: string | null;
    lastAt: string | null;
  }>(
    `WITH s AS MATERIALIZED (
       SELECT body FROM sale WHERE store_id = $1 AND kind = 'invoice' ORDER BY magento_id DESC LIMIT ${LOOK_AT}
     ), who AS (
       SELECT CASE WHEN body->'customer'->>'magentoId' = '0' THEN lower(body->'customer'->>'email') ELSE body->'customer'->>'magentoId' END AS key,
              nullif(body->'customer'->>'company', '') AS company FROM s
     ), price AS (
       SELECT (body->>'storeId')::int AS view, net, net + tax AS gross
       FROM s, jsonb_array_elements(body->'lines') line,
            LATERAL (SELECT (line->>'lineSubtotal')::numeric AS net, (line->>'lineTax')::numeric AS tax) amount
       WHERE (line->>'qty')::numeric = 1 AND tax > 0 AND (line->>'lineTotal')::numeric = net + tax
     ), told AS (
       SELECT view, (gross * 100) % 100 IN (${ROUND_CENTS}) AS with_tax, (net * 100) % 100 IN (${ROUND_CENTS}) AS without FROM price
     )
     SELECT (SELECT array_agg(DISTINCT line->>'productType') FROM s, jsonb_array_elements(s.body->'lines') line
             WHERE line->>'productType' IS NOT NULL) AS "productTypes",
            (SELECT jsonb_agg(m ORDER BY m.documents DESC) FROM (
               SELECT body->>'paymentMethod' AS code, count(*)::int AS documents,
                      array_agg(DISTINCT body->>'currency') AS currencies FROM s WHERE body->>'paymentMethod' IS NOT NULL GROUP BY 1) m) AS methods,
            (SELECT jsonb_agg(p ORDER BY p."storeView") FROM (
               SELECT view AS "storeView", count(*) FILTER (WHERE with_tax)::int AS "roundWithTax", count(*) FILTER (WHERE without)::int AS "roundWithout"
               FROM told WHERE with_tax <> without GROUP BY 1) p) AS prices,
            (SELECT count(DISTINCT key)::int FROM who) AS "each",
            (SELECT count(DISTINCT key)::int FROM who WHERE company IS NOT NULL) AS companies,
            (SELECT min(body->>'createdAt') FROM s) AS "firstAt", (SELECT max(body->>'createdAt') FROM s) AS "lastAt"`,
    [storeId],
  );
  const unmapped = await client.query<{ rate: string; country: string | null; documents: number }>(
    `SELECT params->>'rate' AS rate, params->>'country' AS country, count(*)::int AS documents
     FROM (SELECT reason_params AS params FROM document WHERE binding_id = $1 AND state = 'held' AND reason = 'tax_rate_unmapped'
           UNION ALL
           SELECT "check"->'params' FROM document
           WHERE binding_id = $1 AND state = 'waiting' AND reason = 'not_started' AND "check"->>'reason' = 'tax_rate_unmapped') held
     WHERE params->>'rate' IS NOT NULL GROUP BY 1, 2 ORDER BY documents DESC LIMIT 20`,
    [bindingId],
  );
  const seen = sales.rows[0];
  const days = (Date.parse(seen?.lastAt ?? "") - Date.parse(seen?.firstAt ?? "")) / DAY_MS || 0;
  const aYear = (count: number) => Math.round((count * 365) / days);
  return {
    views: views.rows,
    productTypes: seen?.productTypes ?? [],
    methods: seen?.methods ?? [],
    prices: (seen?.prices ?? []).flatMap(tellingPrices),
    unmapped: unmapped.rows,
    contactsAYear:
      seen && days >= DAYS_TO_TELL
        ? { days: Math.round(days), each: aYear(seen.each), companies: aYear(seen.companies) }
        : null,
  };
}

/** What shops end their prices on; a price with the tax added or taken out seldom does. */
const ROUND_CENTS = "0, 50, 90, 95, 99";

function tellingPrices(seen: Omit<SeenPrices, "includeTax">): SeenPrices[] {
  const { roundWithTax, roundWithout } = seen;
  const all = roundWithTax + roundWithout;
  const isTold = all >= PRICES_TO_TELL && Math.max(roundWithTax, roundWithout) >= SHARE_TO_TELL * all;
  return isTold ? [{ ...seen, includeTax: roundWithTax > roundWithout }] : [];
}
