"use client";

import { ChevronsUpDown, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { DropdownMenu } from "radix-ui";
import { useSyncExternalStore } from "react";
import { signOut } from "../actions/sign-in.ts";
import { cn } from "./cn.ts";

const themes = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "As the system", icon: Monitor },
];

const item =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-raised";

/** Who is signed in where, how it looks, and the way out. */
export function AccountMenu({
  person,
  email,
  tenant,
  look,
}: {
  person: string;
  email: string;
  tenant: string;
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
