"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { cn } from "./cn.ts";

export type Choice = { value: string; label: string; detail?: string | undefined };

/** More than anybody reads: the rest is found by typing. */
const SHOWN = 60;

/**
 * A type-ahead picker after the ARIA combobox pattern: the field keeps the focus, the list follows what is typed. What is typed
 * and not picked is given up on leaving. Name it by `label`, or by a `<label htmlFor={id}>`.
 */
export function Combobox({
  id,
  label,
  choices,
  value,
  onChange,
  placeholder = "Type to search",
  disabled = false,
  isInvalid = false,
  describedBy,
}: {
  id: string;
  label?: string | undefined;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  isInvalid?: boolean;
  describedBy?: string | undefined;
}) {
  const listId = useId();
  const anchor = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  /** Null while nothing was typed since it was opened: then every choice is offered. */
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const selected = choices.find((choice) => choice.value === value);
  const found = typed === null ? choices : choices.filter((choice) => fits(choice, typed));
  const shown = isOpen ? windowOf(found, active) : [];
  const optionId = (index: number) => `${listId}-${index}`;

  const open = () => {
    if (disabled || isOpen) return;
    setIsOpen(true);
    setTyped(null);
    setActive(Math.max(0, choices.indexOf(selected ?? NO_CHOICE)));
  };
  const close = () => {
    setIsOpen(false);
    setTyped(null);
  };
  const pick = (choice: Choice | undefined) => {
    if (choice && choice.value !== value) onChange(choice.value);
    close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) return open();
      const last = found.length - 1;
      const isAround = Math.abs(step) === 1 && (active + step < 0 || active + step > last);
      setActive(isAround ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, active + step)));
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      pick(found[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={(next) => (next ? open() : close())}>
      <Popover.Anchor asChild>
        <div ref={anchor} className="relative">
          <input
            id={id}
            role="combobox"
            type="text"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="done"
            aria-label={label}
            aria-expanded={isOpen}
            aria-controls={isOpen && found.length > 0 ? listId : undefined}
            aria-autocomplete="list"
            aria-activedescendant={isOpen && found.length > 0 ? optionId(active) : undefined}
            aria-invalid={isInvalid || undefined}
            aria-describedby={describedBy}
            disabled={disabled}
            placeholder={selected?.label ?? placeholder}
            value={typed ?? selected?.label ?? value}
            onClick={(event) => {
              // What is typed next replaces what stands there.
              event.currentTarget.select();
              open();
            }}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              if (!isOpen) open();
              setTyped(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            onBlur={close}
            className="h-10 w-full truncate rounded-lg border border-line-strong bg-surface pr-9 pl-3 text-[15px] shadow-card placeholder:text-faint hover:border-faint focus-visible:outline-2 focus-visible:-outline-offset-1 disabled:opacity-60 aria-invalid:border-red sm:text-sm"
          />
          <ChevronsUpDown
            className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-faint"
            aria-hidden="true"
          />
        </div>
      </Popover.Anchor>
      <Popover.Content
        role="presentation"
        align="start"
        sideOffset={4}
        collisionPadding={8}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onInteractOutside={(event) => {
          if (event.target instanceof Node && anchor.current?.contains(event.target)) event.preventDefault();
        }}
        className="z-50 w-(--radix-popover-trigger-width) min-w-56 overflow-hidden rounded-lg border border-line-strong bg-surface shadow-lg"
      >
        {found.length === 0 ? (
          <p className="px-3 py-2.5 text-sm text-muted">Nothing by that name.</p>
        ) : (
          <div
            role="listbox"
            id={listId}
            aria-label={label ?? "Choices"}
            tabIndex={-1}
            className="relative max-h-[min(18rem,var(--radix-popover-content-available-height,18rem))] overflow-y-auto overscroll-contain p-1"
          >
            {shown.map(({ choice, index }) => (
              // Keys are the field's: the list never has the focus.
              // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant points here
              // biome-ignore lint/a11y/useKeyWithClickEvents: see above
              <div
                key={choice.value}
                id={optionId(index)}
                ref={index === active ? showInList : undefined}
                role="option"
                aria-selected={choice.value === value}
                aria-setsize={found.length}
                aria-posinset={index + 1}
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => setActive(index)}
                onClick={() => pick(choice)}
                className={cn(
                  "flex min-h-9 cursor-default items-center gap-2 rounded-md px-2.5 py-1.5 text-sm select-none",
                  index === active && "bg-raised",
                )}
              >
                <span className="min-w-0 flex-1">
                  <span className="block break-words">{choice.label}</span>
                  {choice.detail && (
                    <span className="block text-[13px] text-pretty text-muted">{choice.detail}</span>
                  )}
                </span>
                {choice.value === value && (
                  <Check className="size-4 shrink-0 text-brand" aria-hidden="true" />
                )}
              </div>
            ))}
          </div>
        )}
        {found.length > shown.length && (
          <p className="border-t px-3 py-2 text-[13px] text-muted">
            {found.length} in all. Type to narrow them down.
          </p>
        )}
      </Popover.Content>
      <span role="status" className="sr-only">
        {isOpen && typed !== null ? `${found.length} found` : ""}
      </span>
    </Popover.Root>
  );
}

/** Scrolls the list and nothing else: it may be there before it has found its place on the page. */
function showInList(option: HTMLElement | null): void {
  const list = option?.parentElement;
  if (!option || !list) return;
  const end = option.offsetTop + option.offsetHeight;
  if (option.offsetTop < list.scrollTop) list.scrollTop = option.offsetTop;
  else if (end > list.scrollTop + list.clientHeight) list.scrollTop = end - list.clientHeight;
}

const NO_CHOICE: Choice = { value: "", label: "" };

/** Every word that was typed begins a word of the choice, or stands in it. */
function fits(choice: Choice, typed: string): boolean {
  const text = plain(`${choice.label} ${choice.detail ?? ""}`);
  return plain(typed)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function plain(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[_/]/g, " ");
}

/** Those around the active one. */
function windowOf(found: readonly Choice[], active: number): { choice: Choice; index: number }[] {
  const from = Math.max(0, Math.min(active - SHOWN / 2, found.length - SHOWN));
  return found.slice(from, from + SHOWN).map((choice, index) => ({ choice, index: from + index }));
}
