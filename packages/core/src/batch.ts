/** Xero's own limit is higher in number; answers to larger batches come too late. */
export const MAX_ITEMS_PER_CALL = 50;
export const MAX_BYTES_PER_CALL = 3_500_000;

/** Splits items, in order, into calls within both limits. An item that alone is too large gets a call of its own. */
export function splitIntoCalls<T>(
  items: readonly T[],
  options: { bytesOf: (item: T) => number; maxItems?: number; maxBytes?: number },
): T[][] {
  const maxItems = options.maxItems ?? MAX_ITEMS_PER_CALL;
  const maxBytes = options.maxBytes ?? MAX_BYTES_PER_CALL;
  const calls: T[][] = [];
  let call: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = options.bytesOf(item);
    if (call.length > 0 && (call.length >= maxItems || bytes + size > maxBytes)) {
      calls.push(call);
      call = [];
      bytes = 0;
    }
    call.push(item);
    bytes += size;
  }
  if (call.length > 0) calls.push(call);
  return calls;
}
