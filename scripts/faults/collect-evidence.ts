import pg from "pg";
import { call } from "./call.ts";
import type { Evidence, Ledger, OurRows, Settings, StoreBooks } from "./evidence.ts";

export type Sources = { xeroUrl: string; magentoUrl: string; systemUrl: string };

export function readLedger(xeroUrl: string, organisationId: string): Promise<Ledger> {
  return call(`${xeroUrl}/__sim/organisations/${organisationId}/ledger`);
}

export async function collectEvidence(
  sources: Sources,
  input: { settings: Settings; before: Ledger },
): Promise<Evidence> {
  const { settings, before } = input;
  const books = await call<Omit<StoreBooks, "outbox">>(`${sources.magentoUrl}/__sim/books`);
  const outbox = await call<{ rows: StoreBooks["outbox"] }>(`${sources.magentoUrl}/__sim/outbox`);
  return {
    settings,
    before,
    after: await readLedger(sources.xeroUrl, settings.xeroTenantId),
    store: { ...books, outbox: outbox.rows },
    ours: await readOurs(sources.systemUrl),
  };
}

async function readOurs(systemUrl: string): Promise<OurRows> {
  const client = new pg.Client({ connectionString: systemUrl });
  await client.connect();
  try {
    const documents = await client.query<OurRows["documents"][number]>(
      'SELECT kind, magento_id::text AS "magentoId", state, reason FROM document',
    );
    const postings = await client.query<OurRows["postings"][number]>(POSTINGS);
    const loose = await client.query<{ sentence: string }>(LOOSE);
    return {
      documents: documents.rows,
      postings: postings.rows,
      loose: loose.rows.map(({ sentence }) => sentence),
    };
  } finally {
    await client.end();
  }
}

const POSTINGS = `
  SELECT p.id, p.kind, p.magento_key AS "magentoKey", p.state, p.reason, p.reversal, p.xero_id AS "xeroId",
         d.kind AS "documentKind", d.magento_id::text AS "documentMagentoId"
  FROM posting p LEFT JOIN document d ON d.id = p.document_id ORDER BY p.created_at, p.id`;

/** A dispatcher's lease is held for as long as a worker lives; the others end with their work. */
const LOOSE = `
  SELECT format('attempt %s to %s is open', id, path) AS sentence FROM attempt WHERE state = 'open'
  UNION ALL SELECT format('lease %s is held', name) FROM lease WHERE holder IS NOT NULL AND expires_at > now() AND name <> 'dispatcher'
  UNION ALL SELECT format('a grant is leased until %s', lease_until) FROM xero_grant WHERE lease_until > now()
  UNION ALL SELECT format('a grant is %s', status) FROM xero_grant WHERE status <> 'active'
  UNION ALL SELECT format('a connection is %s', status) FROM connection WHERE status <> 'active'
  UNION ALL SELECT format('organisation lane is parked: %s', parked_reason) FROM organisation_lane WHERE parked_until > now()
  UNION ALL SELECT format('a store is parked: %s', parked_reason) FROM store WHERE parked_until > now()
  UNION ALL SELECT format('call slot %s is taken', slot) FROM call_slot WHERE held_until > now()
  UNION ALL SELECT format('%s %s of %s waits to be routed', count(*), 'events', name) FROM event WHERE state = 'unrouted' GROUP BY name
  UNION ALL SELECT format('Magento is still to be told of %s %s: %s', entity_type, magento_id, last_problem) FROM storefront_state WHERE next_run_at IS NOT NULL OR pushed_version < wanted_version
  UNION ALL SELECT format('document %s %s is due to be prepared', kind, magento_id) FROM document WHERE next_run_at <= now()`;
