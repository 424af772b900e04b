import { bindingChoices } from "@counterfoil/services/binding/binding-choices";
import { Cable } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../../components/button.tsx";
import { Card } from "../../../../components/card.tsx";
import { EmptyState } from "../../../../components/empty-state.tsx";
import { HelpLink } from "../../../../components/help-link.tsx";
import { NewBindingForm } from "../../../../components/new-binding-form.tsx";
import { PageHeader } from "../../../../components/page-header.tsx";
import { context } from "../../../../context.ts";
import { requireActor } from "../../../../session.ts";

export const metadata: Metadata = { title: "New binding" };

type Props = { searchParams: Promise<{ store?: string; organisation?: string }> };

export default async function NewBindingPage({ searchParams }: Props) {
  const { actor } = await requireActor();
  const { store, organisation } = await searchParams;
  const choices = await bindingChoices(await context(), actor);
  const lacks =
    choices.stores.length === 0 ? "store" : choices.organisations.length === 0 ? "organisation" : null;
  return (
    <>
      <PageHeader
        title="New binding"
        description="Choose a store and the Xero organisation its documents go to. Nothing is sent before you have looked and pressed Start syncing."
        action={<HelpLink to="severalStores">Several stores, one organisation</HelpLink>}
      />
      <Card className={lacks ? "" : "max-w-2xl p-5 sm:p-6"}>
        {lacks ? (
          <EmptyState
            icon={Cable}
            help={lacks === "store" ? "pairStore" : "connectXero"}
            title={lacks === "store" ? "No store is paired" : "No Xero organisation is connected"}
            action={
              <Link
                href={lacks === "store" ? "/dashboard/connect-magento" : "/dashboard/connect-xero"}
                className={buttonStyle()}
              >
                {lacks === "store" ? "Connect Magento" : "Connect Xero"}
              </Link>
            }
          >
            A binding joins a store and an organisation.{" "}
            {lacks === "store" ? "Pair a store first." : "Connect Xero first."}
          </EmptyState>
        ) : (
          <NewBindingForm choices={choices} storeId={store} organisationId={organisation} />
        )}
      </Card>
    </>
  );
}
