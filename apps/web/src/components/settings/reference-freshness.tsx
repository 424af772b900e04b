"use client";

import { RefreshCw } from "lucide-react";
import { useActionState, useEffect, useRef } from "react";
import { checkConnection } from "../../actions/check-connection.ts";
import { untouched } from "../../actions/form-state.ts";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { Moment } from "../moment.tsx";
import { useToast } from "../toasts.tsx";

/** How old the lists are that the pickers offer, and a way to read them again. */
export function ReferenceFreshness({
  organisationId,
  name,
  readAt,
  canRefresh,
}: {
  organisationId: string;
  name: string;
  readAt: string | null;
  canRefresh: boolean;
}) {
  const [state, refresh, isPending] = useActionState(checkConnection, untouched);
  const tell = useToast();
  const told = useRef(state);
  useEffect(() => {
    if (told.current === state || !state.message) return;
    told.current = state;
    tell(state.message);
  }, [state, tell]);
  return (
    <form action={refresh} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-muted">
      <input type="hidden" name="organisationId" value={organisationId} />
      <p>
        {name}'s accounts and tax rates,{" "}
        {readAt ? (
          <>
            updated <Moment at={readAt} />
          </>
        ) : (
          "not read yet"
        )}
      </p>
      {canRefresh && (
        <Button type="submit" look="quiet" size="small" disabled={isPending}>
          <RefreshCw className={cn(isPending && "animate-spin")} aria-hidden="true" />
          Refresh
        </Button>
      )}
    </form>
  );
}
