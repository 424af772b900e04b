import {
  type ReferenceData,
  type ReferenceKind,
  referenceDataSchema,
  referenceKinds,
} from "@counterfoil/core/reference";
import type { TenantTransaction } from "@counterfoil/db/database";

export type ReferenceProgress = {
  kinds: { kind: ReferenceKind; fetchedAt: Date | null }[];
  isComplete: boolean;
  data: Partial<ReferenceData>;
};

/** What has been read of an organisation so far. A body that no longer fits its schema counts as not read. */
export async function readReference(
  tx: TenantTransaction,
  organisationId: string,
): Promise<ReferenceProgress> {
  const rows = await tx.referenceData.findMany({ where: { organisationId } });
  const data: Record<string, unknown> = {};
  const kinds = referenceKinds.map((kind) => {
    const row = rows.find((each) => each.kind === kind);
    const body = row ? referenceDataSchema.shape[kind].safeParse(row.body) : null;
    if (body?.success) data[kind] = body.data;
    return { kind, fetchedAt: body?.success ? (row?.fetchedAt ?? null) : null };
  });
  return {
    kinds,
    isComplete: kinds.every(({ fetchedAt }) => fetchedAt !== null),
    // Each key was parsed with its own schema just above.
    data: data as Partial<ReferenceData>,
  };
}

/** The same as complete, once `isComplete` was seen. */
export function wholeReference(data: Partial<ReferenceData>): ReferenceData {
  for (const kind of referenceKinds) if (!data[kind]) throw new Error(`Reference data lacks ${kind}.`);
  // Every kind was just seen to be there.
  return data as ReferenceData;
}
