"use client";

import {
  Check,
  ChevronsUpDown,
  CircleHelp,
  Gauge,
  LogOut,
  Monitor,
  Moon,
  ScrollText,
  ShieldCheck,
  Sun,
  Users,
} from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { DropdownMenu } from "radix-ui";
import { useSyncExternalStore } from "react";
import { signOut } from "../actions/sign-in.ts";
import { switchTenant } from "../actions/switch-tenant.ts";
import { cn } from "./cn.ts";

const themes = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "As the system", icon: Monitor },
];

const places = [
  { href: "/dashboard/members", label: "Members", icon: Users },
  { href: "/dashboard/audit", label: "Audit log", icon: ScrollText },
  { href: "/dashboard/plan", label: "Plan", icon: Gauge },
  { href: "/help", label: "Help", icon: CircleHelp },
];

const item =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-raised";

/** Who is signed in where, how it looks, and the way out. */
export function AccountMenu({
  person,
  email,
  tenant,
  tenantId,
  seats,
  isOperator,
  look,
}: {
  person: string;
  email: string;
  tenant: string;
  tenantId: string;
  /** The accounts in which this person sits. */
  seats: { tenantId: string; tenantName: string }[];
  isOperator: boolean;
  look: "wide" | "round";
}) {
  const { theme, setTheme } = useTheme();
  // The chosen theme is known in the browser only.
  const isInBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
  const initials = person
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label="Account"
        className={cn(
          "flex items-center gap-2.5 rounded-lg text-left transition-colors hover:bg-raised data-[state=open]:bg-raised",
          look === "wide" ? "w-full p-2" : "p-1",
        )}
      >
        <span className="grid size-8 shrink-0 place-items-center rounded-full bg-brand-soft text-xs font-semibold text-brand">
          {initials}
        </span>
        {look === "wide" && (
          <>
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{person}</span>
              <span className="block truncate text-xs text-muted">{tenant}</span>
            </span>
            <ChevronsUpDown className="size-4 text-faint" aria-hidden="true" />
          </>
        )}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={look === "wide" ? "start" : "end"}
          side={look === "wide" ? "top" : "bottom"}
          sideOffset={6}
          className="z-50 w-60 rounded-xl border bg-surface p-1.5 shadow-lg"
        >
          <div className="px-2.5 pt-1.5 pb-2">
            <p className="truncate text-sm font-medium">{tenant}</p>
            <p className="truncate text-xs text-muted">{email}</p>
          </div>
          {seats.length > 1 && (
            <>
              <DropdownMenu.Separator className="-mx-1.5 my-1 h-px bg-line" />
              <DropdownMenu.Label className="px-2.5 pt-1 pb-0.5 text-xs text-muted">
                Switch account
              </DropdownMenu.Label>
              {seats.map((seat) => (
                <DropdownMenu.Item
                  key={seat.tenantId}
                  className={item}
                  onSelect={() => seat.tenantId !== tenantId && void switchTenant(seat.tenantId)}
                >
                  <span className="min-w-0 flex-1 truncate">{seat.tenantName}</span>
                  {seat.tenantId === tenantId && (
                    <Check className="size-4 text-brand" aria-label="The one you are in" />
                  )}
                </DropdownMenu.Item>
              ))}
            </>
          )}
          <DropdownMenu.Separator className="-mx-1.5 my-1 h-px bg-line" />
          {places.map(({ href, label, icon: Icon }) => (
            <DropdownMenu.Item key={href} className={item} asChild>
              <Link href={href}>
                <Icon className="size-4 text-muted" aria-hidden="true" />
                {label}
              </Link>
            </DropdownMenu.Item>
          ))}
          {isOperator && (
            <DropdownMenu.Item className={item} asChild>
              <Link href="/operator">
                <ShieldCheck className="size-4 text-muted" aria-hidden="true" />
                Operators
              </Link>
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Separator className="-mx-1.5 my-1 h-px bg-line" />
          <DropdownMenu.RadioGroup value={isInBrowser ? (theme ?? "system") : ""} onValueChange={setTheme}>
            {themes.map(({ value, label, icon: Icon }) => (
              <DropdownMenu.RadioItem key={value} value={value} className={item}>
                <Icon className="size-4 text-muted" aria-hidden="true" />
                <span className="flex-1">{label}</span>
                <DropdownMenu.ItemIndicator className="size-1.5 rounded-full bg-brand" />
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="-mx-1.5 my-1 h-px bg-line" />
          <DropdownMenu.Item className={item} onSelect={() => void signOut()}>
            <LogOut className="size-4 text-muted" aria-hidden="true" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const subscribeToNothing = () => () => {};
