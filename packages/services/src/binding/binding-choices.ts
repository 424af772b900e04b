import { accepts } from "@counterfoil/core/eligibility";
import { policySchema } from "@counterfoil/core/policy";
import type { Actor, ServiceContext } from "../context.ts";
import { hostOf } from "./host-of.ts";
import { suggestPrefix } from "./suggest-prefix.ts";

export type BindingChoices = {
  stores: {
    id: string;
    host: string;
    /** Seen so far. `takenBy`: the organisation that a binding sends it to already. */
    views: { id: number; name: string | null; lastNumber: string | null; takenBy: string | null }[];
    /** Open bindings of it that take every store view. */
    takenWhollyBy: string | null;
  }[];
  organisations: { id: string; name: string; status: string; storeIds: string[] }[];
  /** Of each pair of store and organisation that needs a prefix: one that is free there. */
  prefixes: { storeId: string; organisationId: string; suggestion: string }[];
  /** Pairs that were bound before and go on where they stopped, with the store views they had; none: all. */
  closed: { storeId: string; organisationId: string; storeFilter: number[] }[];
};

/** What a new binding may join: stores that are paired, and organisations that this tenant may use in its environment. */
export async function bindingChoices(ctx: ServiceContext, actor: Actor): Promise<BindingChoices> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { environment } = await tx.tenant.findUniqueOrThrow({ where: { id: actor.tenantId } });
    const stores = await tx.store.findMany({
      where: { pairedAt: { not: null }, status: { not: "disconnected" } },
      include: { views: { orderBy: { magentoStoreId: "asc" } } },
      orderBy: { createdAt: "asc" },
    });
    const organisations = await tx.organisation.findMany({
      where: { environment, connections: { some: { status: { not: "revoked" } } } },
      include: { connections: { select: { status: true } } },
      orderBy: { name: "asc" },
    });
    const bindings = await tx.binding.findMany({
      where: { environment },
      include: {
        organisation: { select: { name: true } },
        policies: { orderBy: { version: "desc" }, take: 1, select: { body: true } },
      },
    });
    const open = bindings.filter(({ status }) => status === "active");
    const prefixOf = (binding: (typeof bindings)[number]) =>
      policySchema.parse(binding.policies[0]?.body ?? {}).invoiceNumberPrefix;
    return {
      stores: stores.map((store) => {
        const own = open.filter(({ storeId }) => storeId === store.id);
        const whole = own.find((each) => each.storeFilter.length === 0 && each.websiteFilter.length === 0);
        return {
          id: store.id,
          host: hostOf(store.baseUrl),
          // 0 is the admin's own: customers come from there, and no documents.
          views: store.views
            .filter(({ magentoStoreId }) => magentoStoreId !== 0)
            .map((view) => {
              const origin = { websiteId: view.websiteId, storeViewId: view.magentoStoreId };
              return {
                id: view.magentoStoreId,
                name: view.name,
                lastNumber: view.lastNumber,
                takenBy: own.find((each) => accepts(each, origin))?.organisation.name ?? null,
              };
            }),
          takenWhollyBy: whole?.organisation.name ?? null,
        };
      }),
      organisations: organisations.map(({ id, name, connections }) => ({
        id,
        name,
        status: connections[0]?.status ?? "not_connected",
        storeIds: open.filter(({ organisationId }) => organisationId === id).map(({ storeId }) => storeId),
      })),
      prefixes: stores.flatMap((store) =>
        organisations.flatMap(({ id }) => {
          const others = open.filter((each) => each.organisationId === id && each.storeId !== store.id);
          if (others.length === 0) return [];
          const before = bindings.find((each) => each.organisationId === id && each.storeId === store.id);
          const taken = others.map(prefixOf);
          const own = before ? prefixOf(before) : "";
          const suggestion = own !== "" && !taken.includes(own) ? own : suggestPrefix(store.baseUrl, taken);
          return [{ storeId: store.id, organisationId: id, suggestion }];
        }),
      ),
      closed: bindings
        .filter(
          ({ status, storeId, organisationId, policyVersion }) =>
            status === "closed" &&
            policyVersion > 1 &&
            !open.some((each) => each.storeId === storeId && each.organisationId === organisationId),
        )
        .map(({ storeId, organisationId, storeFilter }) => ({ storeId, organisationId, storeFilter })),
    };
  });
}
