import { randomUUID } from "node:crypto";
import type { Actor, ServiceContext } from "../src/context.ts";
import { newBinding } from "./merchant.ts";

/** A binding with one document in Xero and so many that are not, and its customer's name wherever a name or a text can stand. */
export async function trade(ctx: ServiceContext, actor: Actor, more = 0) {
  const sql = (text: string, values: unknown[]) => ctx.db.system.query(text, values);
  const binding = await newBinding(ctx, actor);
  const [{ bindingId, storeId, organisationId }, { tenantId }] = [binding, actor];
  const named = JSON.stringify({ name: "Grace Hopper" });
  const xeroId = randomUUID();
  const place = "tenant_id, environment, xero_tenant_id, store_id, binding_id";
  const ofBinding = `SELECT tenant_id, environment, xero_tenant_id, store_id, id`;
  await sql(
    `INSERT INTO document (${place}, kind, magento_id, increment_id, website_id, magento_store_id, customer_name, currency, grand_total,
                           document_date, state, xero_number, reason_params, "check", left_out_note)
     ${ofBinding}, 'invoice', 7, '000000007', 1, 1, 'Grace Hopper', 'GBP', 120, '2026-11-20', 'posted', 'INV-7', $2, $2, 'Grace Hopper paid twice.'
     FROM binding WHERE id = $1`,
    [bindingId, named],
  );
  await sql(
    `INSERT INTO document (${place}, kind, magento_id, website_id, magento_store_id) ${ofBinding}, 'invoice', 7 + n, 1, 1
     FROM binding, generate_series(1, $2::int) n WHERE id = $1`,
    [bindingId, more],
  );
  await sql(
    `INSERT INTO posting (${place}, kind, document_id, magento_key, mark, state, xero_id, xero_number, draft, explanation, reason_params, sent_name,
                          contact_choice, refusals, xero_news_params)
     ${ofBinding}, kind, CASE kind WHEN 'invoice' THEN (SELECT id FROM document WHERE binding_id = $1 AND magento_id = 7) END, '7', 'ABCDEFGHIJ',
            'posted', $3, 'INV-7', $2, jsonb_build_array($2::jsonb), $2, 'Grace Hopper', $2, '{name:grace hopper}', $2
     FROM binding, unnest(ARRAY['contact', 'invoice']) kind WHERE id = $1`,
    [bindingId, named, xeroId],
  );
  await sql(
    `INSERT INTO xref (environment, xero_tenant_id, store_id, kind, magento_key, tenant_id, posting_id, xero_id)
     SELECT environment, xero_tenant_id, store_id, kind, magento_key, tenant_id, id, xero_id FROM posting WHERE binding_id = $1 AND kind = 'invoice'`,
    [bindingId],
  );
  await sql(
    `INSERT INTO attempt (tenant_id, environment, xero_tenant_id, connection_id, idempotency_key, method, path, body, fence, state, problems)
     SELECT tenant_id, environment, $2, id, $3, 'PUT', '/Invoices', $4::text, 1, 'answered', jsonb_build_array($4::text) FROM connection WHERE organisation_id = $1`,
    [organisationId, binding.xeroTenantId, randomUUID(), named],
  );
  const texts: Record<string, [columns: string, values: string]> = {
    sale: ["store_id, kind, magento_id, body, fetched_at", "$2, 'invoice', 7, $3, now()"],
    event: [
      "store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, accepted_at",
      "$2, 'invoice.created', 7, 1, 1, now(), $3, now()",
    ],
    storefront_state: ["store_id, entity_type, magento_id, wanted", "$2, 'invoice', 7, $3"],
    audit: ["actor_kind, subject, action, detail", "'user', $2, 'document.contact_chosen', $3"],
  };
  for (const [table, [columns, values]] of Object.entries(texts))
    await sql(`INSERT INTO ${table} (tenant_id, ${columns}) VALUES ($1, ${values})`, [
      tenantId,
      storeId,
      named,
    ]);
  await sql(
    "INSERT INTO customer_email (tenant_id, store_id, email_key, magento_id) VALUES ($1, $2, 'hopper@example.com', 1)",
    [tenantId, storeId],
  );
  await sql(
    "INSERT INTO store_key (tenant_id, store_id, slot, sealed) VALUES ($1, $2, 'current', 'unused')",
    [tenantId, storeId],
  );
  await sql(
    "INSERT INTO ledger_contact (tenant_id, organisation_id, contact_id, name_key, status, seen_at) VALUES ($1, $2, $3, 'grace hopper', 'ACTIVE', now())",
    [tenantId, organisationId, xeroId],
  );
  await sql(
    `INSERT INTO policy (binding_id, version, tenant_id, environment, body) VALUES ($1, 1, $2, 'sandbox', '{"paused": false}')`,
    [bindingId, tenantId],
  );
  return { ...binding, xeroId };
}
