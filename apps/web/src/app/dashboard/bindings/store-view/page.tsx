import { bindingChoices } from "@counterfoil/services/binding/binding-choices";
import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { listUnclaimedStoreViews } from "@counterfoil/services/binding/list-unclaimed-store-views";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Card } from "../../../../components/card.tsx";
import { HelpLink } from "../../../../components/help-link.tsx";
import { PageHeader } from "../../../../components/page-header.tsx";
import { StoreViewForm } from "../../../../components/store-view-form.tsx";
import { context } from "../../../../context.ts";
import { requireActor } from "../../../../session.ts";

export const metadata: Metadata = { title: "Send this store view somewhere" };

type Props = { searchParams: Promise<{ store?: string; view?: string }> };

export default async function StoreViewPage({ searchParams }: Props) {
  const { actor } = await requireActor();
  const { store, view: viewId } = await searchParams;
  const ctx = await context();
  const [unclaimed, choices, bindings] = await Promise.all([
    listUnclaimedStoreViews(ctx, actor),
    bindingChoices(ctx, actor),
    listBindings(ctx, actor),
  ]);
  const view =
    unclaimed.find((each) => each.store.id === store && String(each.storeViewId) === viewId) ??
    (store === undefined ? unclaimed[0] : undefined);
  // Somebody has sent it somewhere meanwhile.
  if (!view) redirect("/dashboard/bindings");
  const own = bindings.filter((binding) => binding.store.id === view.store.id);
  const others = choices.organisations.filter(({ storeIds }) => !storeIds.includes(view.store.id));
  const what = view.name ?? `store view ${view.storeViewId}`;
  return (
    <>
      <PageHeader
        title={`Where do the documents of ${what} go?`}
        description={`${view.store.host} raised ${view.documents === 1 ? "one document" : `${view.documents} documents`} there that no organisation takes${view.lastNumber ? `, the newest ${view.lastNumber}` : ""}. They are left out until you choose; then they go.`}
        action={<HelpLink to="severalStores" />}
      />
      <Card className="max-w-2xl p-5 sm:p-6">
        <StoreViewForm
          storeId={view.store.id}
          storeViewId={view.storeViewId}
          targets={[
            ...own.map(({ id, organisation }) => ({
              value: `binding:${id}`,
              label: organisation.name,
              hint: `with the settings that ${view.store.host} has there already`,
              suggestedPrefix: null,
            })),
            ...others.map(({ id, name }) => ({
              value: `organisation:${id}`,
              label: name,
              hint: "as a binding of its own, which you check and start",
              suggestedPrefix:
                choices.prefixes.find((each) => each.organisationId === id && each.storeId === view.store.id)
                  ?.suggestion ?? null,
            })),
          ]}
        />
      </Card>
    </>
  );
}
