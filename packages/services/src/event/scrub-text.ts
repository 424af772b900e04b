/** The same text with U+FFFD for what PostgreSQL cannot hold: NUL and unpaired surrogates. */
export function scrubText(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(UNPAIRED_SURROGATE, "\uFFFD");
}

/** False for text that PostgreSQL cannot hold. */
export function isStorable(text: string): boolean {
  return scrubText(text) === text;
}

/** What a form says of such a text. */
export const UNSTORABLE = "There is a character in it that cannot be stored. Type it again.";

/** The same JSON value with every text in it scrubbed, keys too. Null when it is nested deeper than `maxDepth`. */
export function scrubJson(value: unknown, maxDepth: number): { value: unknown } | null {
  if (typeof value === "string") return { value: scrubText(value) };
  if (typeof value !== "object" || value === null) return { value };
  if (maxDepth === 0) return null;
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const scrubbed = scrubJson(inner, maxDepth - 1);
    if (!scrubbed) return null;
    entries.push([scrubText(key), scrubbed.value]);
  }
  return { value: Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries) };
}

/** False for a JSON value with such a text anywhere in it. */
export function isStorableJson(value: unknown): boolean {
  if (typeof value === "string") return isStorable(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorableJson(inner));
}

/** With the `u` flag a paired surrogate is one character and does not match. */
const UNPAIRED_SURROGATE = /\p{Surrogate}/gu;
