import type { StoreHealth } from "@counterfoil/services/store/list-store-health";
import Link from "next/link";
import { unpairStore } from "../actions/unpair-store.ts";
import { buttonStyle } from "./button.tsx";
import { Clock } from "./clock.tsx";
import { EndButton } from "./end-dialog.tsx";
import { HelpLink } from "./help-link.tsx";
import { Moment } from "./moment.tsx";
import { StatusDot } from "./status-dot.tsx";

/** One paired store and how it is; in a list of them. */
export function StoreCard({ store, mayConnect }: { store: StoreHealth; mayConnect: boolean }) {
  const state = stateOf(store);
  const needsPairing = state.look === "red" || store.status === "disconnected" || store.pairedAt === null;
  return (
    <li
      id={`store-${store.id}`}
      className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 py-4.5 text-sm sm:px-6"
    >
      <div className="min-w-0 flex-1 basis-64 space-y-1">
        <h3 className="text-[15px] font-medium break-all">{store.host}</h3>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-muted">
          <StatusDot look={state.look}>{state.label}</StatusDot>
          {store.lastEventAt ? (
            <span>
              last message <Moment at={store.lastEventAt} />
            </span>
          ) : (
            store.pairedAt && store.status !== "disconnected" && <span>no message yet</span>
          )}
        </p>
        {state.sentence && (
          <p className="leading-relaxed text-pretty text-muted">
            {state.sentence}
            {store.trouble?.until && (
              <>
                {" "}
                Next try at <Clock at={store.trouble.until} />.
              </>
            )}
          </p>
        )}
        <p className="text-muted">
          {store.organisations.length > 0
            ? `Posts into ${new Intl.ListFormat("en").format(store.organisations.map(({ name }) => name))}.`
            : store.keptEvents > 0
              ? `${store.keptEvents === 1 ? "One message is" : `${store.keptEvents} messages are`} kept until it has an organisation.`
              : "Posts nowhere yet."}
        </p>
        {state.look === "amber" && store.isSilent && <HelpLink to="storeSilent">What to look at</HelpLink>}
      </div>
      {mayConnect && (
        <div className="flex flex-wrap gap-2">
          {needsPairing && (
            <Link
              href={`/dashboard/connect-magento?store=${encodeURIComponent(store.baseUrl)}`}
              className={buttonStyle({ size: "small" })}
            >
              {store.pairedAt === null ? "Finish pairing" : "Pair again"}
            </Link>
          )}
          {store.organisations.length === 0 && store.status === "active" && (
            <Link
              href={`/dashboard/bindings/new?store=${store.id}`}
              className={buttonStyle({ look: "secondary", size: "small" })}
            >
              Choose its organisation
            </Link>
          )}
          {store.pairedAt !== null && store.status !== "disconnected" && (
            <EndButton
              label="Disconnect"
              act={unpairStore}
              fields={{ storeId: store.id }}
              words={{
                title: `Disconnect ${store.host}?`,
                goes: "Its key: nothing is fetched from the store any more, and what it sends is refused.",
                stays:
                  "Everything in Xero stays there. The store's settings and documents stay here, so that nothing is ever in Xero twice.",
                waits:
                  "Documents that are not fetched yet wait. Pair the same address again, and they go; what it raised meanwhile is asked for then.",
                confirm: "Disconnect",
              }}
            />
          )}
        </div>
      )}
    </li>
  );
}

type State = { look: "green" | "amber" | "red" | "gray"; label: string; sentence: string | null };

function stateOf(store: StoreHealth): State {
  if (store.status === "disconnected")
    return {
      look: "gray",
      label: "Disconnected",
      sentence: "Nothing is fetched from it. Pair it again, and it goes on where it stopped.",
    };
  if (store.pairedAt === null)
    return {
      look: "gray",
      label: "Not paired yet",
      sentence: "Pairing was begun and has not been finished.",
    };
  if (store.trouble?.reason === "store_refuses_us")
    return {
      look: "red",
      label: "Refuses us",
      sentence: "It no longer accepts our key. Pair it again, and everything that waits goes by itself.",
    };
  if (store.trouble)
    return {
      look: "amber",
      label: "Does not answer",
      sentence: "We keep trying; what it raised is fetched when it answers again, and nothing is lost.",
    };
  if (store.isSilent)
    return {
      look: "amber",
      label: "Has stopped sending",
      sentence:
        "Magento has stopped sending: check its cron. We find what it raises by asking, but later this way.",
    };
  return { look: "green", label: "Paired", sentence: null };
}
