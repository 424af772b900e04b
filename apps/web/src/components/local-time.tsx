"use client";

import { useEffect, useState } from "react";

/** The time of day in the viewer's own zone, to the second. */
export function LocalTime({ at }: { at: Date }) {
  const iso = at.toISOString();
  const [shown, setShown] = useState(`${iso.slice(11, 19)} UTC`);
  useEffect(() => setShown(new Date(iso).toLocaleTimeString()), [iso]);
  return (
    <time dateTime={iso} className="tabular">
      {shown}
    </time>
  );
}
