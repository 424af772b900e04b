"use client";

import { useEffect, useState } from "react";

/** A time to come, as a clock in the viewer's own zone shows it: "14:20", or with its day when that is not today. */
export function Clock({ at }: { at: string | Date }) {
  const iso = typeof at === "string" ? at : at.toISOString();
  const [shown, setShown] = useState<{ text: string; exact: string } | null>(null);
  useEffect(() => {
    const instant = new Date(iso);
    setShown({
      text: clock(instant, new Date()),
      exact: instant.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" }),
    });
  }, [iso]);
  return (
    <time dateTime={iso} title={shown?.exact} className="whitespace-nowrap">
      {shown?.text ?? `${iso.slice(11, 16)} UTC`}
    </time>
  );
}

function clock(instant: Date, now: Date): string {
  const time = instant.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const days = Math.round((startOfDay(instant) - startOfDay(now)) / DAY_MS);
  if (days === 0) return time;
  if (days === 1) return `tomorrow ${time}`;
  return `${instant.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" })} ${time}`;
}

function startOfDay(instant: Date): number {
  return new Date(instant.getFullYear(), instant.getMonth(), instant.getDate()).getTime();
}

const DAY_MS = 86_400_000;
