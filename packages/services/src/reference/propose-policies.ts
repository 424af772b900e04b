import { type Policy, policySchema } from "@counterfoil/core/policy";
import { proposePolicy } from "@counterfoil/core/propose-policy";
import { rebasePolicy } from "@counterfoil/core/rebase-policy";
import { type ReferenceData, referenceDataSchema } from "@counterfoil/core/reference";
import type { TenantClient } from "@counterfoil/db/database";
import type { DueReference } from "@counterfoil/db/system/references";
import type { ServiceContext } from "../context.ts";
import { storeAccess } from "../pairing/open-store-key.ts";

export type MethodsByStore = ReadonlyMap<string, { code: string; label: string | null }[]>;

/** How customers pay in the stores whose settings are to be proposed. A store that cannot say it now has none proposed. */
export async function readPaymentMethods(ctx: ServiceContext, due: DueReference): Promise<MethodsByStore> {
  const stores = await ctx.db.withTenantSql(due.tenantId, async (client) => {
    const { rows } = await client.query<{ storeId: string }>(
      `SELECT DISTINCT store_id AS "storeId" FROM binding WHERE organisation_id = $1 AND status = 'active' AND policy_version = 1`,
      [due.organisationId],
    );
    return rows;
  });
  const read = await Promise.all(
    stores.map(async ({ storeId }) => {
      const access = await storeAccess(ctx, { tenantId: due.tenantId, storeId }).catch(() => null);
      const methods = access ? await ctx.storefront.paymentMethods(access) : null;
      // Those that are switched off as well: documents may still be paid by them.
      return [storeId, methods?.ok ? methods.value : []] as const;
    }),
  );
  return new Map(read);
}

/**
 * Bindings that still carry the bare first version get a complete proposal. What was chosen when they were made stays. False
 * when one of them was made after its store was asked how customers pay: then once more.
 */
export async function proposePolicies(
  client: TenantClient,
  input: { due: DueReference; reference: ReferenceData; methods: MethodsByStore },
): Promise<boolean> {
  const { due, reference, methods } = input;
  const { rows: bindings } = await client.query<{
    id: string;
    storeId: string;
    baseUrl: string;
    hasElder: boolean;
    first: unknown;
    /** Of the sandbox binding whose settings this one begins with. */
    carried: unknown;
    carriedReference: unknown;
  }>(
    `SELECT b.id, b.store_id AS "storeId", s.base_url AS "baseUrl", p.body AS first,
            (SELECT c.body FROM binding old JOIN policy c ON c.binding_id = old.id AND c.version = old.policy_version WHERE old.id = b.carries_from) AS carried,
            (SELECT jsonb_object_agg(r.kind, r.body) FROM binding old JOIN reference_data r ON r.organisation_id = old.organisation_id
             WHERE old.id = b.carries_from) AS "carriedReference",
            EXISTS (SELECT 1 FROM binding e WHERE e.organisation_id = b.organisation_id AND e.store_id <> b.store_id AND e.created_at < b.created_at) AS "hasElder"
     FROM binding b JOIN store s ON s.id = b.store_id JOIN policy p ON p.binding_id = b.id AND p.version = b.policy_version
     WHERE b.organisation_id = $1 AND b.status = 'active' AND b.policy_version = 1 AND p.created_by IS NULL FOR UPDATE OF b`,
    [due.organisationId],
  );
  const asked = bindings.filter(({ storeId }) => methods.has(storeId));
  for (const binding of asked) {
    const { policy, sources } = proposePolicy(reference, {
      storeHost: new URL(binding.baseUrl).host,
      isSecondStoreOfOrganisation: binding.hasElder,
      paymentMethods: methods.get(binding.storeId) ?? [],
    });
    const carried = carryOver(binding, { to: reference, proposed: policy });
    const first = policySchema.parse(binding.first);
    const { websiteFilter, storeFilter, invoiceNumberPrefix, creditNoteNumberPrefix } = first;
    const hasPrefix = invoiceNumberPrefix !== "";
    const chosen = {
      websiteFilter,
      storeFilter,
      ...(hasPrefix && { invoiceNumberPrefix, creditNoteNumberPrefix }),
    };
    const why = "Chosen when the store was connected.";
    const prefixSources = hasPrefix && { invoiceNumberPrefix: why, creditNoteNumberPrefix: why };
    await client.query(
      `INSERT INTO policy (binding_id, version, tenant_id, environment, body, sources)
       SELECT id, 2, tenant_id, environment, $2, $3 FROM binding WHERE id = $1`,
      [
        binding.id,
        JSON.stringify({ ...(carried ?? policy), ...chosen }),
        JSON.stringify({ ...(carried ? carriedSources(carried) : sources), ...prefixSources }),
      ],
    );
    await client.query("UPDATE binding SET policy_version = 2 WHERE id = $1", [binding.id]);
  }
  return asked.length === bindings.length;
}

/** The sandbox's settings for the real organisation; null where there is nothing to take over. */
function carryOver(
  binding: { carried: unknown; carriedReference: unknown },
  input: { to: ReferenceData; proposed: Policy },
): Policy | null {
  const policy = policySchema.nullable().catch(null).parse(binding.carried);
  const from = referenceDataSchema.nullable().catch(null).parse(binding.carriedReference);
  return policy && from && rebasePolicy(policy, { from, ...input });
}

function carriedSources(policy: Policy): Record<string, string> {
  return Object.fromEntries(
    Object.keys(policy)
      .filter((setting) => setting !== "syncSince")
      .map((setting) => [setting, "Taken over from the sandbox."]),
  );
}
