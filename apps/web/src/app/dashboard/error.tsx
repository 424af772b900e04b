"use client";

import { CircleAlert } from "lucide-react";
import { Card } from "../../components/card.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { TryAgain } from "../../components/try-again.tsx";

/** Inside the frame: the way to every other page stays. */
export default function DashboardError({ reset }: { reset: () => void }) {
  return (
    <Card>
      <h1 className="sr-only">This page could not be shown</h1>
      <EmptyState
        help={null}
        icon={CircleAlert}
        title="This page could not be shown"
        action={<TryAgain reset={reset} />}
      >
        The trouble is on our side. Syncing goes on by itself, and nothing of yours was changed.
      </EmptyState>
    </Card>
  );
}
