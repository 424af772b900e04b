import { z } from "zod";
import type { ServiceContext } from "../context.ts";

export const entityTypes = ["invoice", "creditmemo", "customer", "product"] as const;
export type EntityType = (typeof entityTypes)[number];

/** The row that Magento keeps of a document, as it should be now. All null for what we know nothing of. */
export type EntityStatus = {
  entity_type: EntityType;
  entity_id: number;
  provider: "xero";
  sync_status: "pending" | "synced" | "skipped" | "failed" | null;
  provider_entity_id: string | null;
  provider_reference: string | null;
  skip_reason: string | null;
  error_code: string | null;
  last_sync_at: string | null;
};

/** What Magento was or will be told of one document; `pending` while there is nothing to tell yet. */
export async function entityStatus(
  ctx: Pick<ServiceContext, "db">,
  input: { tenantId: string; storeId: string; entityType: EntityType; entityId: number },
): Promise<EntityStatus> {
  const { storeId, entityType, entityId } = input;
  const magentoId = BigInt(entityId);
  return ctx.db.withTenant(input.tenantId, async (tx) => {
    const state = await tx.storefrontState.findUnique({
      where: { storeId_entityType_magentoId: { storeId, entityType, magentoId } },
      select: { wanted: true },
    });
    const documents =
      entityType === "invoice" || entityType === "creditmemo"
        ? await tx.document.findMany({
            where: { storeId, kind: entityType, magentoId },
            select: { updatedAt: true },
            orderBy: { updatedAt: "desc" },
            take: 1,
          })
        : [];
    const wanted = wantedSchema.safeParse(state?.wanted);
    const told = wanted.success ? wanted.data : null;
    return {
      entity_type: entityType,
      entity_id: entityId,
      provider: "xero",
      sync_status: told?.status ?? (documents.length > 0 ? "pending" : null),
      provider_entity_id: told?.providerEntityId ?? null,
      provider_reference: told?.providerReference ?? null,
      skip_reason: told?.skipReason ?? null,
      error_code: told?.errorCode ?? null,
      last_sync_at: documents[0]?.updatedAt.toISOString() ?? null,
    };
  });
}

const text = z.string().nullish();
const wantedSchema = z.object({
  status: z.enum(["synced", "skipped", "failed"]),
  providerEntityId: text,
  providerReference: text,
  skipReason: text,
  errorCode: text,
});
