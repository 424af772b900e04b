/** What an element's place depends on. */
export interface OrderKey<T> {
  updatedAt(element: T): number;
  id(element: T): string;
}

interface Order {
  sorted: unknown[];
  /** The elements as they were placed, by their key in the map. */
  placed: Map<unknown, unknown>;
  /** Keys whose element changed since. */
  touched: Set<unknown>;
}

/** Above so many changes one pass over everything is quicker than placing each. */
const ONE_BY_ONE_MAX = 500;
const orders = new WeakMap<object, Order>();

/** To be called after every change of an entry, undone ones included. */
export function noteTouched(map: object, key: unknown): void {
  orders.get(map)?.touched.add(key);
}

/**
 * The elements of a map in Xero's default order, UpdatedDateUTC and then id. The order is kept from one call to the next
 * and mended where entries changed, so that a page of 100,000 costs no sort.
 */
export function inOrder<K, T>(map: ReadonlyMap<K, T>, key: OrderKey<T>): readonly T[] {
  let order = orders.get(map) as { sorted: T[]; placed: Map<K, T>; touched: Set<K> } | undefined;
  if (!order) {
    order = { sorted: [], placed: new Map(), touched: new Set(map.keys()) };
    orders.set(map, order);
  }
  const { placed, touched } = order;
  if (touched.size > ONE_BY_ONE_MAX) order.sorted = merged(order.sorted, map, { placed, touched, key });
  else for (const one of touched) place(order.sorted, map, { placed, one, key });
  touched.clear();
  if (order.sorted.length === map.size) return order.sorted;
  // Somebody wrote past the journal.
  orders.delete(map);
  return inOrder(map, key);
}

/** The first place whose element is not before the instant and id. */
export function placeOf<T>(sorted: readonly T[], key: OrderKey<T>, updatedAt: number, id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(key, sorted[middle] as T, updatedAt, id)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function place<K, T>(
  sorted: T[],
  map: ReadonlyMap<K, T>,
  { placed, one, key }: { placed: Map<K, T>; one: K; key: OrderKey<T> },
): void {
  const before = placed.get(one);
  const now = map.get(one);
  if (before !== undefined) sorted.splice(placeOf(sorted, key, key.updatedAt(before), key.id(before)), 1);
  if (now === undefined) {
    placed.delete(one);
    return;
  }
  sorted.splice(placeOf(sorted, key, key.updatedAt(now), key.id(now)), 0, now);
  placed.set(one, now);
}

function merged<K, T>(
  sorted: readonly T[],
  map: ReadonlyMap<K, T>,
  { placed, touched, key }: { placed: Map<K, T>; touched: Set<K>; key: OrderKey<T> },
): T[] {
  const gone = new Set<T>();
  const fresh: T[] = [];
  for (const one of touched) {
    const before = placed.get(one);
    const now = map.get(one);
    if (before !== undefined) gone.add(before);
    if (now === undefined) placed.delete(one);
    else {
      placed.set(one, now);
      fresh.push(now);
    }
  }
  fresh.sort((left, right) => (isBefore(key, left, key.updatedAt(right), key.id(right)) ? -1 : 1));
  const result: T[] = [];
  let next = 0;
  for (const element of sorted) {
    if (gone.has(element)) continue;
    for (; next < fresh.length; next += 1) {
      const candidate = fresh[next] as T;
      if (!isBefore(key, candidate, key.updatedAt(element), key.id(element))) break;
      result.push(candidate);
    }
    result.push(element);
  }
  for (const element of fresh.slice(next)) result.push(element);
  return result;
}

function isBefore<T>(key: OrderKey<T>, element: T, updatedAt: number, id: string): boolean {
  const own = key.updatedAt(element);
  return own < updatedAt || (own === updatedAt && key.id(element) < id);
}
