"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useState,
  useSyncExternalStore,
} from "react";

const SHOWN_MS = 6_000;

type Shown = { id: number; text: string; look: "success" | "error" };
type Tell = (text: string, look?: Shown["look"]) => void;

const TellContext = createContext<Tell>(() => {});

/** Says what has just happened, for a few seconds, to eyes and to screen readers. What somebody must act on is a Notice instead. */
export function useToast(): Tell {
  return useContext(TellContext);
}

/** Around the pages that say something by `useToast`. */
export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const tell = useCallback<Tell>((text, look = "success") => {
    setShown((before) => [...before.slice(-2), { id: (before.at(-1)?.id ?? 0) + 1, text, look }]);
  }, []);
  // Its place carries a style attribute, which our policy refuses in a page that comes from the server.
  const isInBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
  return (
    <TellContext value={tell}>
      <Toast.Provider duration={SHOWN_MS} swipeDirection="down" label="Message">
        {children}
        {shown.map((toast) => (
          <OneToast
            key={toast.id}
            toast={toast}
            onClose={() => setShown((before) => before.filter(({ id }) => id !== toast.id))}
          />
        ))}
        {isInBrowser && (
          <Toast.Viewport className="fixed inset-x-4 bottom-20 z-50 mx-auto flex max-w-sm flex-col gap-2 outline-none lg:right-6 lg:bottom-6 lg:left-auto lg:mx-0 lg:w-sm" />
        )}
      </Toast.Provider>
    </TellContext>
  );
}

function OneToast({ toast, onClose }: { toast: Shown; onClose: () => void }) {
  const Icon = toast.look === "success" ? CircleCheck : CircleAlert;
  return (
    <Toast.Root
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="flex items-start gap-3 rounded-xl border border-line-strong bg-surface px-4 py-3 text-sm shadow-lg"
    >
      <Icon
        aria-hidden="true"
        className={`mt-0.5 size-4 shrink-0 ${toast.look === "success" ? "text-green" : "text-red"}`}
      />
      <Toast.Description className="min-w-0 flex-1 leading-relaxed text-pretty">
        {toast.text}
      </Toast.Description>
      <Toast.Close aria-label="Close this message" className="-m-1 rounded-md p-1 text-muted hover:text-ink">
        <X className="size-4" aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  );
}

const subscribeToNothing = () => () => {};
