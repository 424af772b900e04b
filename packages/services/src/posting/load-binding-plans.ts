import { type Policy, policySchema } from "@counterfoil/core/policy";
import { type ReferenceData, referenceDataSchema } from "@counterfoil/core/reference";
import type { TenantClient } from "@counterfoil/db/database";

/** What planning needs of a binding. `reference` is null until every list of the organisation has been read once. */
export type BindingPlan = {
  isStarted: boolean;
  policy: Policy;
  policyVersion: number;
  reference: ReferenceData | null;
  referenceVersion: number;
  acceptsTaxAmounts: boolean;
};

/**
 * Read under a shared lock: whoever presses Start, saves settings or completes the lists meanwhile waits for this transaction and
 * wakes its documents afterwards. Without it that wake-up could be overwritten, and they would wait for ever.
 */
export async function loadBindingPlans(
  client: TenantClient,
  bindingIds: string[],
): Promise<Map<string, BindingPlan>> {
  await client.query(
    "SELECT 1 FROM binding b JOIN organisation o ON o.id = b.organisation_id WHERE b.id = ANY ($1) ORDER BY b.id FOR SHARE",
    [bindingIds],
  );
  const { rows } = await client.query<{
    id: string;
    isStarted: boolean;
    policyVersion: number;
    policy: unknown;
    referenceVersion: number;
    reference: unknown;
    acceptsTaxAmounts: boolean;
  }>(
    `SELECT b.id, b.started_at IS NOT NULL AS "isStarted", b.policy_version AS "policyVersion", p.body AS policy, o.reference_version AS "referenceVersion",
            NOT o.refuses_tax_amounts AS "acceptsTaxAmounts",
            (SELECT jsonb_object_agg(r.kind, r.body) FROM reference_data r WHERE r.organisation_id = o.id) AS reference
     FROM binding b
     JOIN policy p ON p.binding_id = b.id AND p.version = b.policy_version
     JOIN organisation o ON o.id = b.organisation_id
     WHERE b.id = ANY ($1)`,
    [bindingIds],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        isStarted: row.isStarted,
        policy: policySchema.parse(row.policy),
        policyVersion: row.policyVersion,
        reference: row.referenceVersion > 0 ? referenceDataSchema.parse(row.reference) : null,
        referenceVersion: row.referenceVersion,
        acceptsTaxAmounts: row.acceptsTaxAmounts,
      },
    ]),
  );
}
