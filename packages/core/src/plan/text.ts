/** Xero's limits on what we write. */
export const MAX_DESCRIPTION = 4000;
export const MAX_NUMBER = 255;

/** Text without control characters (line feeds stay where `isMultiline`), cut to `max` with an ellipsis. */
export function plainText(text: string, options: { max: number; isMultiline?: boolean }): string {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, " ")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line !== "");
  return cut(lines.join(options.isMultiline ? "\n" : " "), options.max);
}

/** What Xero takes as a number: printable ASCII. Accents are dropped, other characters become "-". */
export function documentNumber(input: { prefix: string; incrementId: string }): string {
  const ascii = input.incrementId
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7e]/gu, "-")
    .trim();
  const number = ascii.startsWith(input.prefix) ? ascii : `${input.prefix}${ascii}`;
  return number.slice(0, MAX_NUMBER);
}

/** Cuts at whole characters: an emoji is never halved. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, Math.max(0, max - 1));
  return `${kept.replace(/[\uD800-\uDBFF]$/, "")}…`;
}
