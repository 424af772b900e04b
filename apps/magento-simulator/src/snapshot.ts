import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { StoreState } from "./store-state.ts";

const WRITE_DELAY_MS = 250;

export interface Snapshot {
  load: () => StoreState | null;
  /** A change: written soon, many changes at once. */
  touch: () => void;
  flush: () => void;
}

/** Keeps the store in one JSON file, replaced whole by a rename so that a crash leaves the old one or the new one. */
export function createSnapshot(file: string | undefined, state: () => StoreState): Snapshot {
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(state()), { mode: 0o600 });
    renameSync(temporary, file);
  };
  return {
    load: () => (file ? readSnapshot(file) : null),
    touch: () => {
      if (file && !timer) timer = setTimeout(flush, WRITE_DELAY_MS);
    },
    flush,
  };
}

function readSnapshot(file: string): StoreState | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return null;
  }
  const state = JSON.parse(text) as StoreState;
  if (state.version !== 1) throw new Error(`${file} is a snapshot of another version`);
  return state;
}
