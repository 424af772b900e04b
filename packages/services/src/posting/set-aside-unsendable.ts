import type { Ledger } from "@counterfoil/core/ports";
import type { ReadyPosting } from "@counterfoil/db/system/ready-postings";
import type { ServiceContext } from "../context.ts";
import { buildCall } from "./build-call.ts";
import { dependentDocuments } from "./dependent-documents.ts";
import { refreshDocuments } from "./refresh-documents.ts";

/**
 * Where no request can be made of these postings together: those of which none can be made alone fail, so that they stop nobody else.
 * Planning refuses what Xero cannot hold, so this is a fault of ours: it throws `cause` where no single posting is to blame.
 */
export async function setAsideUnsendable(
  ctx: ServiceContext,
  input: { ready: readonly ReadyPosting[]; ledger: Ledger; cause: unknown },
): Promise<void> {
  const { ready, ledger, cause } = input;
  const unsendable = ready.filter(
    (posting) => posting.kind !== "contact" && posting.state === "planned" && !canBeSent(ledger, posting),
  );
  if (unsendable.length === 0) throw cause;
  for (const tenantId of new Set(unsendable.map((posting) => posting.tenantId))) {
    const ids = unsendable.filter((posting) => posting.tenantId === tenantId).map(({ id }) => id);
    ctx.log.error({ postingIds: ids, err: cause }, "no request can be made of these postings");
    await ctx.db.withTenantSql(tenantId, async (client) => {
      // Through `queued` in one step.
      await client.query(
        `UPDATE posting SET state = 'failed', reason = 'magento_document_invalid', updated_at = now(),
                reason_params = jsonb_build_object('detail', 'it has a value that Xero cannot hold')
         WHERE id = ANY ($1) AND state = 'planned'`,
        [ids],
      );
      await refreshDocuments(client, await dependentDocuments(client, ids));
    });
  }
}

function canBeSent(ledger: Ledger, posting: ReadyPosting): boolean {
  try {
    const call = buildCall([posting]);
    if (call) ledger.request(call.operation);
    return true;
  } catch {
    return false;
  }
}
