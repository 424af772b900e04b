/** How to take back what a request has done so far, newest last. */
export type Journal = (() => void)[];

export function rollBack(journal: Journal): void {
  for (const undo of journal.splice(0).reverse()) undo();
}

/** Sets a map entry and notes how to restore what was there. */
export function setEntry<K, V>(map: Map<K, V>, key: K, value: V, journal: Journal): void {
  const previous = map.get(key);
  const existed = map.has(key);
  map.set(key, value);
  journal.push(() => {
    if (existed) map.set(key, previous as V);
    else map.delete(key);
  });
}

export function deleteEntry<K, V>(map: Map<K, V>, key: K, journal: Journal): void {
  if (!map.has(key)) return;
  const previous = map.get(key) as V;
  map.delete(key);
  journal.push(() => {
    map.set(key, previous);
  });
}
