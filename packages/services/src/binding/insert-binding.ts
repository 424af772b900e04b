import type { Policy } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { noteAct } from "../audit/note-act.ts";
import type { Actor } from "../context.ts";

/** A new binding with its first policy and its audit row; answers its id. */
export async function insertBinding(
  tx: TenantTransaction,
  input: {
    actor: Actor;
    store: { id: string; baseUrl: string };
    organisation: { id: string; name: string; environment: string; xeroTenantId: string };
    policy: Policy;
    carriesFrom: string | null;
  },
): Promise<string> {
  const { actor, store, organisation, policy, carriesFrom } = input;
  const { tenantId } = actor;
  const { environment, xeroTenantId } = organisation;
  const { websiteFilter, storeFilter } = policy;
  const binding = await tx.binding.create({
    data: {
      tenantId,
      environment,
      storeId: store.id,
      organisationId: organisation.id,
      xeroTenantId,
      websiteFilter,
      storeFilter,
      policyVersion: 1,
      carriesFrom,
    },
  });
  await tx.policy.create({
    data: { bindingId: binding.id, version: 1, tenantId, environment, body: policy, sources: {} },
  });
  await noteAct(tx, actor, {
    action: "binding.created",
    subject: binding.id,
    detail: { store: store.baseUrl, organisation: organisation.name },
  });
  return binding.id;
}
