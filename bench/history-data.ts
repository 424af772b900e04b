/** Statements that fill the tables of documents as years of syncing would have. */

export type Query = (sql: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;

/** Rows a statement: what the counters' trigger holds in memory at once. */
const AT_ONCE = 50_000;

/** Two stores of a merchant in two organisations, of five store views, connected and syncing. */
export async function addPlaces(query: Query, tenantId: string): Promise<void> {
  await query(
    `WITH t AS (SELECT $1::uuid AS id),
          place AS (SELECT t.id AS tenant, n, gen_random_uuid() AS store, gen_random_uuid() AS organisation, gen_random_uuid() AS xero,
                           gen_random_uuid() AS grant_id, gen_random_uuid() AS binding FROM t, generate_series(1, 2) n),
          s AS (INSERT INTO store (id, tenant_id, code, base_url, guest_secret_sealed)
                SELECT store, tenant, upper(left(replace(store::text, '-', ''), 4)), 'https://' || n || '.' || tenant || '.example', 'x' FROM place),
          v AS (INSERT INTO store_view (tenant_id, store_id, magento_store_id, website_id, last_seen_at)
                SELECT tenant, store, view, 1, now() FROM place, generate_series(1, 4 - n) view),
          o AS (INSERT INTO organisation (id, tenant_id, environment, xero_tenant_id, name)
                SELECT organisation, tenant, 'sandbox', xero, 'Organisation ' || n FROM place),
          g AS (INSERT INTO xero_grant (id, environment, xero_user_id) SELECT grant_id, 'sandbox', gen_random_uuid() FROM place),
          c AS (INSERT INTO connection (tenant_id, environment, organisation_id, grant_id, xero_connection_id, scopes, consented_by, consented_at)
                SELECT tenant, 'sandbox', organisation, grant_id, 'x', '{}', gen_random_uuid(), now() FROM place),
          b AS (INSERT INTO binding (id, tenant_id, environment, store_id, organisation_id, xero_tenant_id, started_at, website_filter, store_filter)
                SELECT binding, tenant, 'sandbox', store, organisation, xero, now() - interval '3 years', '{}', '{}' FROM place)
     SELECT 1`,
    [tenantId],
  );
}

/**
 * Three years of documents: nine in ten in the UK store, one in twelve a credit memo, one in sixteen not in Xero; 30,000 customers, one of
 * whom has a document in a hundred. Each with its invoice or credit note; where `isWhole` most with a payment, and the customers' contacts.
 */
export async function addDocuments(
  query: Query,
  input: { tenantId: string; documents: number; isWhole: boolean },
): Promise<void> {
  const { tenantId, documents, isWhole } = input;
  if (isWhole) await query(CONTACTS, [tenantId]);
  for (let from = 1; from <= documents; from += AT_ONCE) {
    const to = Math.min(documents, from + AT_ONCE - 1);
    await query(DOCUMENTS, [tenantId, from, to, documents]);
    await query(MAIN_POSTINGS, [tenantId, from, to]);
    if (isWhole) await query(PAYMENTS, [tenantId, from, to]);
    if (isWhole) await query(DEPENDENCIES, [tenantId, from, to]);
  }
}

const CUSTOMERS = 30_000;

/** Which of the customers the document `n` is of: one of them has very many. */
const customerOf = (n: string) =>
  `(CASE WHEN ${n} % 100 = 7 THEN 4242 ELSE (${n}::bigint * 7919) % ${CUSTOMERS} END)`;

/** Some 200 first names and 150 last names. */
const nameOf = (customer: string) => `(
  initcap((ARRAY['ada','ben','cleo','dai','eve','finn','gwen','hal','ines','jude','kit','lena','mo','nia','ola','pia','quin','rae','sol','tess'])[1 + ${customer} % 20]
    || (ARRAY['','bel','dor','ett','in','lyn','na','ra','sia','ton'])[1 + (${customer} / 20) % 10]) || ' ' ||
  initcap((ARRAY['ash','birch','carter','dray','elder','fern','gorse','hart','ivory','jarrow','kerr','lark','marsh','north','oakes'])[1 + (${customer} / 200) % 15]
    || (ARRAY['','by','den','field','ham','ley','man','son','ton','wood'])[1 + (${customer} / 3000) % 10]))`;

const PLACE = `
  place AS (
    SELECT b.*, row_number() OVER (ORDER BY s.base_url) AS number FROM binding b JOIN store s ON s.id = b.store_id WHERE b.tenant_id = $1
  )`;

// $4 = all: the first is three years old, the last has just been raised. One in fifty was brought in later than it was raised.
const DOCUMENTS = `
  WITH ${PLACE}, n AS (
    SELECT n, CASE WHEN n % 10 = 3 THEN 2 ELSE 1 END AS place, now() - interval '3 years' * (1 - n::float8 / $4::int) AS at, (n::bigint * 2654435761) % 1000 AS dice
    FROM generate_series($2::int, $3::int) n
  ), told AS (
    SELECT n.*, round((5 + (n::bigint * 48271) % 49500 / 100.0)::numeric, 2) AS total,
           CASE WHEN n >= $4 - 40 THEN 'planned' WHEN dice < 938 THEN 'posted' WHEN dice < 970 THEN 'skipped' WHEN dice < 984 THEN 'waiting' WHEN dice < 996 THEN 'held' ELSE 'failed' END AS state
    FROM n
  )
  INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id, magento_store_id,
                        customer_name, currency, grand_total, document_date, xero_total, xero_number, posted_at, state, reason, reason_params, created_at, updated_at)
  SELECT $1, p.environment, p.xero_tenant_id, p.store_id, p.id, CASE WHEN n % 12 = 5 THEN 'creditmemo' ELSE 'invoice' END, n,
         lpad(n::text, 9, '0'), 1, 1 + (CASE WHEN dice % 97 = 0 THEN 2 ELSE dice % 2 END) % (4 - place), ${nameOf(customerOf("n"))},
         CASE place WHEN 1 THEN 'GBP' ELSE 'EUR' END, total, at::date - CASE WHEN n % 50 = 0 THEN 200 ELSE 0 END,
         CASE state WHEN 'posted' THEN total END, CASE WHEN state = 'posted' THEN CASE place WHEN 1 THEN '' ELSE 'EU-' END || lpad(n::text, 9, '0') END,
         CASE state WHEN 'posted' THEN at + interval '9 s' END, state,
         CASE state WHEN 'skipped' THEN CASE WHEN dice % 2 = 0 THEN 'unpaid_invoice' ELSE 'zero_value_invoice' END WHEN 'waiting' THEN 'awaiting_approval'
                    WHEN 'held' THEN CASE dice % 3 WHEN 0 THEN 'tax_rate_unmapped' WHEN 1 THEN 'number_taken' ELSE 'magento_total_unexplained' END
                    WHEN 'failed' THEN 'rejected_by_xero' END,
         CASE state WHEN 'held' THEN jsonb_build_object('rate', '17.5', 'number', lpad(n::text, 9, '0')) ELSE '{}' END, at, at + interval '9 s'
  FROM told JOIN place p ON p.number = told.place`;

// What is planned is far from due: a worker runs beside this.
const MAIN_POSTINGS = `
  INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, document_id, kind, magento_key, mark, state, reason, xero_id, xero_number,
                       xero_total, number, currency, planned_total, policy_version, reference_version, posted_at, next_run_at, created_at, updated_at)
  SELECT tenant_id, environment, xero_tenant_id, store_id, binding_id, id, CASE kind WHEN 'invoice' THEN 'invoice' ELSE 'credit_note' END, magento_id::text,
         upper(left(md5(id::text), 10)), CASE state WHEN 'waiting' THEN 'posted' ELSE state END, CASE state WHEN 'waiting' THEN NULL ELSE reason END,
         CASE WHEN state IN ('posted', 'waiting') THEN gen_random_uuid() END, xero_number,
         xero_total, increment_id, currency, grand_total, 1, 1, posted_at, now() + interval '20 hours', created_at, updated_at
  FROM document WHERE tenant_id = $1 AND magento_id BETWEEN $2 AND $3`;

const PAYMENTS = `
  INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, document_id, kind, magento_key, mark, state, reason, xero_id, created_at, updated_at)
  SELECT tenant_id, environment, xero_tenant_id, store_id, binding_id, id, 'payment', magento_id::text, upper(left(md5('p' || id::text), 10)),
         CASE WHEN state = 'waiting' THEN 'waiting' WHEN magento_id % 4 = 1 THEN 'skipped' ELSE 'posted' END,
         CASE WHEN state = 'waiting' THEN 'awaiting_approval' WHEN magento_id % 4 = 1 THEN 'payment_left_to_bank' END,
         CASE WHEN state <> 'waiting' AND magento_id % 4 <> 1 THEN gen_random_uuid() END, created_at, updated_at
  FROM document WHERE tenant_id = $1 AND magento_id BETWEEN $2 AND $3 AND kind = 'invoice' AND state IN ('posted', 'waiting') AND magento_id % 3 > 0`;

const CONTACTS = `
  WITH ${PLACE}
  INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_key, mark, state, xero_id, xero_number, sent_name, draft)
  SELECT $1, environment, xero_tenant_id, store_id, id, 'contact', c::text, upper(left(md5(id::text || c), 10)), 'posted', gen_random_uuid(), ${nameOf("c")}, ${nameOf("c")},
         jsonb_build_object('kind', 'contact', 'name', ${nameOf("c")}, 'emailAddress', 'c' || c || '@example.com')
  FROM place, generate_series(0, ${CUSTOMERS - 1}) c WHERE number = 1 OR c % 4 = 0`;

const DEPENDENCIES = `
  INSERT INTO posting_dependency (tenant_id, posting_id, parent_id)
  SELECT own.tenant_id, own.id, contact.id
  FROM document d JOIN posting own ON own.document_id = d.id AND own.kind IN ('invoice', 'credit_note')
  JOIN posting contact ON contact.environment = d.environment AND contact.xero_tenant_id = d.xero_tenant_id AND contact.store_id = d.store_id
    AND contact.kind = 'contact' AND contact.magento_key = ${customerOf("d.magento_id")}::text
  WHERE d.tenant_id = $1 AND d.magento_id BETWEEN $2 AND $3`;
