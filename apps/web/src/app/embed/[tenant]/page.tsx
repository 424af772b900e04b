import type { Metadata } from "next";
import { buttonStyle } from "../../../components/button.tsx";
import { Logo } from "../../../components/logo.tsx";

export const metadata: Metadata = { title: "Counterfoil" };

/** Stands in a frame of Magento's admin, where no session of ours reaches: the way to the page that has one. */
export default function EmbedPage() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-5 px-6 py-10 text-center">
      <Logo />
      <p className="max-w-xs text-sm leading-relaxed text-muted">
        Sign in to see what became of each invoice and credit memo of this store.
      </p>
      <a href="/dashboard" target="_blank" rel="noopener" className={buttonStyle()}>
        Open in Counterfoil
      </a>
    </main>
  );
}
