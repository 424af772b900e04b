import { forgetCustomers } from "@counterfoil/db/system/end-tenant";
import type { Actor, ServiceContext } from "../context.ts";

const BATCH = 5_000;

/** What people wrote or are called goes; keys, totals and Xero's ids stay. In batches, each its own transaction. */
export async function emptyPersonalData(ctx: ServiceContext, actor: Actor): Promise<void> {
  for (const [table, { set, where }] of Object.entries(emptied)) {
    let touched = BATCH;
    while (touched === BATCH) {
      const { rowCount } = await ctx.db.withTenantSql(actor.tenantId, (client) =>
        client.query(
          `UPDATE ${table} SET ${set} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${BATCH}))`,
        ),
      );
      touched = rowCount ?? 0;
    }
  }
  await ctx.db.withTenant(actor.tenantId, (tx) => tx.customerEmail.deleteMany({}));
  await forgetCustomers(ctx.db.system, actor);
}

/** Columns that hold texts, and which rows still do. */
const emptied: Record<string, { set: string; where: string }> = {
  sale: { set: "body = '{}'", where: "body <> '{}'" },
  event: { set: "payload = '{}'", where: "payload <> '{}'" },
  document: {
    set: `customer_name = NULL, left_out_note = NULL, reason_params = '{}', "check" = NULL, next_run_at = NULL`,
    where: `customer_name IS NOT NULL OR left_out_note IS NOT NULL OR reason_params <> '{}' OR "check" IS NOT NULL OR next_run_at IS NOT NULL`,
  },
  posting: {
    set: `draft = NULL, explanation = '[]', reason_params = '{}', refusals = '{}', sent_name = NULL, contact_choice = NULL, xero_news_params = '{}'`,
    where: `draft IS NOT NULL OR explanation <> '[]' OR reason_params <> '{}' OR refusals <> '{}' OR sent_name IS NOT NULL OR contact_choice IS NOT NULL
            OR xero_news_params <> '{}'`,
  },
  storefront_state: {
    set: "wanted = '{}', last_problem = NULL, next_run_at = NULL",
    where: "wanted <> '{}' OR last_problem IS NOT NULL OR next_run_at IS NOT NULL",
  },
  attempt: {
    set: "body = NULL, problems = '[]'",
    where: "state <> 'open' AND (body IS NOT NULL OR problems <> '[]')",
  },
  connection: { set: "consented_email = NULL", where: "consented_email IS NOT NULL" },
};
