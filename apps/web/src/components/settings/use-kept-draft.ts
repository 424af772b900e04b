import type { Policy } from "@counterfoil/core/policy";
import { useEffect, useRef } from "react";

/**
 * Keeps what was typed and not saved for as long as the window is open: the back button of a phone asks nobody. `onFound` is
 * called once, with what an earlier visit left behind.
 */
export function useKeptDraft(input: {
  bindingId: string;
  changes: Partial<Policy>;
  onFound: (changes: Partial<Policy>) => void;
}): void {
  const { bindingId, changes, onFound } = input;
  const key = `settings ${bindingId}`;
  const hasLooked = useRef(false);
  const found = useRef(onFound);
  const kept = Object.keys(changes).length === 0 ? null : JSON.stringify(changes);
  useEffect(() => {
    if (hasLooked.current) {
      if (kept === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, kept);
      return;
    }
    hasLooked.current = true;
    const left = read(key);
    if (left) found.current(left);
  }, [key, kept]);
}

function read(key: string): Partial<Policy> | null {
  try {
    const left: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    // We wrote it ourselves; saving parses every value of it.
    return typeof left === "object" ? (left as Partial<Policy> | null) : null;
  } catch {
    return null;
  }
}
