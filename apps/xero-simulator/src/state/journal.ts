import { noteTouched } from "./element-order.ts";

/** A document or contact that a request created or changed, as webhooks tell of it. */
export interface Change {
  category: "INVOICE" | "CREDITNOTE" | "CONTACT";
  id: string;
  type: "CREATE" | "UPDATE";
  /** It changed because a payment or an allocation settled it. */
  isSettlement: boolean;
  data?: { Type: string; Status: string };
}

interface JournalEntry {
  undo(): void;
  change?: Change;
}

/** What a request has done so far and how to take it back, newest last. */
export type Journal = JournalEntry[];

/** Takes back everything after the first `kept` entries. */
export function rollBack(journal: Journal, kept = 0): void {
  for (const entry of journal.splice(kept).reverse()) entry.undo();
}

/** Counts a sequence on, until it gives a number that is free, and notes how to count back. */
export function takeNumber<K extends string>(
  sequences: Record<K, number>,
  name: K,
  isFree: (value: number) => boolean,
  journal: Journal,
): number {
  const before = sequences[name];
  let value = before;
  while (!isFree(value)) value += 1;
  sequences[name] = value + 1;
  journal.push({
    undo: () => {
      sequences[name] = before;
    },
  });
  return value;
}

/** Sets a map entry and notes how to restore what was there. */
export function setEntry<K, V>(map: Map<K, V>, key: K, value: V, journal: Journal): void {
  const previous = map.get(key);
  const existed = map.has(key);
  map.set(key, value);
  noteTouched(map, key);
  journal.push({
    undo: () => {
      if (existed) map.set(key, previous as V);
      else map.delete(key);
      noteTouched(map, key);
    },
  });
}

export function deleteEntry<K, V>(map: Map<K, V>, key: K, journal: Journal): void {
  if (!map.has(key)) return;
  const previous = map.get(key) as V;
  map.delete(key);
  noteTouched(map, key);
  journal.push({
    undo: () => {
      map.set(key, previous);
      noteTouched(map, key);
    },
  });
}

/** Puts a member into the set under a key. */
export function addMember<K>(map: Map<K, Set<string>>, key: K, member: string, journal: Journal): void {
  const members = map.get(key) ?? new Set();
  if (members.has(member)) return;
  map.set(key, members.add(member));
  journal.push({
    undo: () => {
      members.delete(member);
    },
  });
}

export function noteChange(journal: Journal, change: Change): void {
  journal.push({ undo: () => {}, change });
}

/** One change for each thing a request touched; a creation stays one however often it was changed after. */
export function changesIn(journal: Journal): Change[] {
  const changes = new Map<string, Change>();
  for (const { change } of journal) {
    if (!change) continue;
    const earlier = changes.get(change.id);
    changes.set(change.id, earlier ? { ...change, type: earlier.type } : change);
  }
  return [...changes.values()];
}
