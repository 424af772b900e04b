"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * The browser's own modal dialogue: it keeps the focus, closes on Escape and gives the focus back. `onClose` is called however it
 * closes; whoever opened it sets `isOpen` then. A form inside keeps what was typed for as long as it stays open.
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  children,
}: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (isOpen && !dialog?.open) dialog?.showModal();
    if (!isOpen && dialog?.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClose={onClose}
      className="m-auto max-h-[90dvh] w-[min(32rem,calc(100vw-2rem))] overflow-y-auto rounded-2xl border bg-surface p-0 text-ink shadow-xl backdrop:bg-black/45 max-sm:mb-0 max-sm:w-full max-sm:max-w-full max-sm:rounded-b-none"
    >
      {isOpen && (
        <div className="p-5 sm:p-6">
          <div className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="text-[17px] font-semibold tracking-tight text-balance">
              {title}
            </h2>
            <button
              type="button"
              aria-label="Close"
              onClick={() => element.current?.close()}
              className="-m-1.5 rounded-md p-1.5 text-muted hover:bg-raised hover:text-ink"
            >
              <X className="size-4.5" aria-hidden="true" />
            </button>
          </div>
          <div className="mt-3">{children}</div>
        </div>
      )}
    </dialog>
  );
}
