"use client";

import { useEffect, useState } from "react";

/** An instant in the viewer's own zone, told as how long ago; the exact time on hover. */
export function Moment({ at }: { at: string | Date }) {
  const instant = typeof at === "string" ? new Date(at) : at;
  const iso = instant.toISOString();
  const [shown, setShown] = useState<{ text: string; exact: string } | null>(null);
  useEffect(() => {
    const show = () => setShown({ text: ago(new Date(iso)), exact: exact(new Date(iso)) });
    show();
    const timer = setInterval(show, 30_000);
    return () => clearInterval(timer);
  }, [iso]);
  return (
    <time dateTime={iso} title={shown?.exact} className="whitespace-nowrap">
      {shown?.text ?? `${iso.slice(0, 10)} ${iso.slice(11, 16)}`}
    </time>
  );
}

function exact(instant: Date): string {
  return instant.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
}

function ago(instant: Date): string {
  const seconds = Math.round((Date.now() - instant.getTime()) / 1000);
  if (seconds < -10) return instant.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  if (seconds < 10) return "just now";
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of UNITS)
    if (seconds >= size) return format.format(-Math.floor(seconds / size), unit);
  return instant.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;
