"use client";

import { Cable, House, ListOrdered, type LucideIcon } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./cn.ts";

type Place = { href: string; label: string; icon: LucideIcon; also?: string };

const places: Place[] = [
  { href: "/dashboard", label: "Home", icon: House },
  { href: "/dashboard/sync", label: "Sync history", icon: ListOrdered, also: "/dashboard/customers" },
  { href: "/dashboard/bindings", label: "Connections", icon: Cable, also: "/dashboard/connections" },
];

/** The same three places: a column beside the page, or a bar below it on a phone. */
export function NavLinks({ look }: { look: "column" | "bar" }) {
  const pathname = usePathname();
  return places.map(({ href, label, icon: Icon, also }) => {
    const isBelow = pathname.startsWith(href) || (also !== undefined && pathname.startsWith(also));
    const isHere = href === "/dashboard" ? pathname === href : isBelow;
    return (
      <Link
        key={href}
        href={href}
        aria-current={isHere ? "page" : undefined}
        className={cn(
          "rounded-lg font-medium transition-colors",
          look === "column"
            ? "flex h-9 items-center gap-2.5 px-2.5 text-sm text-muted hover:bg-raised hover:text-ink"
            : "flex flex-1 flex-col items-center gap-1 py-2 text-[11px] text-muted",
          isHere && (look === "column" ? "bg-raised text-ink" : "text-brand"),
        )}
      >
        <PlaceIcon icon={Icon} look={look} isHere={isHere} />
        {label}
      </Link>
    );
  });
}

/** Breathes while its page is on the way. */
function PlaceIcon({
  icon: Icon,
  look,
  isHere,
}: {
  icon: LucideIcon;
  look: "column" | "bar";
  isHere: boolean;
}) {
  const { pending } = useLinkStatus();
  return (
    <Icon
      className={cn(
        "shrink-0",
        look === "column" ? "size-4" : "size-5",
        (isHere || pending) && "text-brand",
        pending && "animate-pulse",
      )}
      strokeWidth={1.9}
      aria-hidden="true"
    />
  );
}
