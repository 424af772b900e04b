import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "./button.tsx";

/** Below a list: the way back on the left, the way on at the right. */
export function PageLinks({ back, next }: { back: ReactNode; next: { href: string; label: string } | null }) {
  if (!back && !next) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap justify-between gap-2 border-t px-4 py-3">
      <span className="flex gap-2">{back}</span>
      {next && (
        <Link href={next.href} className={buttonStyle({ look: "secondary", size: "small" })}>
          {next.label}
        </Link>
      )}
    </nav>
  );
}
