"use client";

import { Logo } from "../components/logo.tsx";
import { TryAgain } from "../components/try-again.tsx";

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center gap-6 px-6 text-center">
      <Logo />
      <div className="space-y-2">
        <h1 className="text-xl font-semibold tracking-tight">This page could not be shown</h1>
        <p className="text-sm text-muted">
          The trouble is on our side. Syncing goes on by itself, and nothing of yours was changed.
        </p>
      </div>
      <TryAgain reset={reset} />
    </main>
  );
}
