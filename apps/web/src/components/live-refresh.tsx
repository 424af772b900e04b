"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

const EVERY_MS = 1_000;

/** Draws the page again when something it shows has changed. Asks only while somebody is looking. */
export function LiveRefresh({ pulse }: { pulse: string }) {
  const router = useRouter();
  const seen = useRef(pulse);
  useEffect(() => {
    seen.current = pulse;
  }, [pulse]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async () => {
      const now = document.hidden ? null : await currentPulse();
      if (isOver) return;
      if (now !== null && now !== seen.current) {
        seen.current = now;
        router.refresh();
      }
      timer = setTimeout(ask, EVERY_MS);
    };
    timer = setTimeout(ask, EVERY_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [router]);
  return null;
}

/** Null while we cannot know: offline, or the server is being replaced. */
async function currentPulse(): Promise<string | null> {
  try {
    const response = await fetch("/api/pulse", { cache: "no-store" });
    const body: unknown = response.ok ? await response.json() : null;
    return typeof body === "object" && body !== null && "pulse" in body ? String(body.pulse) : null;
  } catch {
    return null;
  }
}
