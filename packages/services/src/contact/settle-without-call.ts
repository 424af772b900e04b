import type { ContactChoice } from "@counterfoil/core/contact-directory";
import type { Settlement } from "@counterfoil/core/settle";
import type { ReadyPosting } from "@counterfoil/db/system/ready-postings";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { ServiceContext } from "../context.ts";
import { dependentDocuments } from "../posting/dependent-documents.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { saveSettlements } from "../posting/save-settlements.ts";
import { refreshCustomers } from "./refresh-customers.ts";

type Settled = { posting: ReadyPosting; choice: ContactChoice };

/**
 * Contacts that need no call: what stands in Xero is used as it is, or a person must choose. All of one tenant. They go
 * through `sending`, as if the call had been made and answered.
 */
export async function settleWithoutCall(ctx: ServiceContext, settled: readonly Settled[]): Promise<void> {
  const tenantId = settled[0]?.posting.tenantId;
  if (tenantId === undefined) return;
  await ctx.db.withTenantSql(tenantId, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `UPDATE posting p SET state = 'sending', contact_choice = t.choice, updated_at = now()
       FROM jsonb_to_recordset($1) AS t (id uuid, version text, choice jsonb)
       WHERE p.id = t.id AND p.xmin::text = t.version AND p.state = 'planned' RETURNING p.id`,
      [
        JSON.stringify(
          settled.map(({ posting, choice }) => ({ id: posting.id, version: posting.version, choice })),
        ),
      ],
    );
    const moved = new Set(rows.map((row) => row.id));
    const ids = settled.map(({ posting }) => posting.id).filter((id) => moved.has(id));
    await saveSettlements(
      client,
      settled
        .filter(({ posting }) => moved.has(posting.id))
        .map(({ posting, choice }) => ({ id: posting.id, settlement: settlementOf(posting, choice) })),
    );
    await refreshDocuments(client, await dependentDocuments(client, ids));
    await refreshCustomers(client, ids);
    await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
  });
}

function settlementOf(posting: ReadyPosting, choice: ContactChoice): Settlement {
  if (choice.do === "use")
    return {
      to: "posted",
      xeroId: choice.contactId,
      number: posting.number,
      status: "ACTIVE",
      total: null,
    };
  const name = choice.do === "hold" ? choice.name : "";
  return { to: "held", reason: "contact_taken", params: { name } };
}
