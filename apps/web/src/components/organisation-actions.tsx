"use client";

import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { disconnectOrganisation } from "../actions/disconnect-organisation.ts";
import { refreshConnection } from "../actions/refresh-connection.ts";
import { Button, buttonStyle } from "./button.tsx";
import { EndDialog } from "./end-dialog.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { useTold } from "./use-told.ts";

/** Refresh, reconnect, disconnect. */
export function OrganisationActions({
  organisationId,
  name,
  status,
  bindingId,
  stores,
  mayConnect,
}: {
  organisationId: string;
  name: string;
  status: "active" | "reconnect_required" | "revoked" | "not_connected";
  /** One that posts there: at the reconnect only this organisation is accepted. */
  bindingId: string | null;
  stores: string[];
  mayConnect: boolean;
}) {
  const [isEnding, setIsEnding] = useState(false);
  const refresh = useTold(refreshConnection);
  const isActive = status === "active";
  return (
    <div className="flex flex-wrap gap-2">
      {isActive && (
        <form action={refresh}>
          <input type="hidden" name="organisationId" value={organisationId} />
          <SubmitButton look="secondary" size="small" busy="Refreshing">
            <RefreshCw aria-hidden="true" />
            Refresh now
          </SubmitButton>
        </form>
      )}
      {mayConnect && (
        // Not a Link: this leaves the app, and must not be fetched ahead.
        <a
          href={bindingId ? `/api/xero/start?bindingId=${bindingId}` : "/api/xero/start"}
          className={buttonStyle({ look: isActive ? "secondary" : "primary", size: "small" })}
        >
          {status === "not_connected" ? "Connect Xero" : "Reconnect"}
        </a>
      )}
      {mayConnect && (isActive || status === "reconnect_required") && (
        <Button look="quiet" size="small" onClick={() => setIsEnding(true)}>
          Disconnect
        </Button>
      )}
      <EndDialog
        act={disconnectOrganisation}
        fields={{ organisationId }}
        isOpen={isEnding}
        onClose={() => setIsEnding(false)}
        words={{
          title: `Disconnect ${name}?`,
          goes: "Our access: the tokens are wiped here, and the connection is taken away in Xero, unless another account's access hangs on it.",
          stays: `Everything in ${name} stays there. ${stores.length > 0 ? "Settings stay, and so does which document is which, so that nothing is ever there twice." : "No store posts there."}`,
          waits:
            stores.length > 0
              ? `What ${listed(stores)} raise${stores.length === 1 ? "s" : ""} is kept, and goes by itself when you connect ${name} again.`
              : "Nothing.",
          confirm: "Disconnect",
        }}
      />
    </div>
  );
}

function listed(names: string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}
