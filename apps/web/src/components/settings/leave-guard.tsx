"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";

/** Asks before something that was typed is lost: on closing the window, and on following a link. */
export function LeaveGuard({ count, onLeave }: { count: number; onLeave: () => void }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const router = useRouter();
  useEffect(() => {
    if (count === 0) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const isPlain =
        event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!isPlain || event.defaultPrevented || !(link instanceof HTMLAnchorElement)) return;
      if (link.target === "_blank" || link.origin !== location.origin) return;
      if (link.pathname === location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(`${link.pathname}${link.search}${link.hash}`);
    };
    addEventListener("beforeunload", beforeUnload);
    // Before the router's own listener, which goes at once.
    document.addEventListener("click", onClick, { capture: true });
    return () => {
      removeEventListener("beforeunload", beforeUnload);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [count]);
  return (
    <Dialog
      isOpen={wanted !== null}
      onClose={() => setWanted(null)}
      title={count === 1 ? "Leave without saving 1 change?" : `Leave without saving ${count} changes?`}
    >
      <p className="text-sm text-pretty text-muted">What you changed on this page would be lost.</p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={() => setWanted(null)}>
          Stay here
        </Button>
        <Button
          onClick={() => {
            const to = wanted;
            setWanted(null);
            onLeave();
            if (to) router.push(to);
          }}
        >
          Leave without saving
        </Button>
      </div>
    </Dialog>
  );
}
