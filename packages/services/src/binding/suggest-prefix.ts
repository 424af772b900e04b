import { hostOf } from "./host-of.ts";

/** A number prefix from the store's host: outlet.example.com gives "OUTLET-"; one that is taken gets a digit. */
export function suggestPrefix(baseUrl: string, taken: readonly string[]): string {
  const labels = hostOf(baseUrl)
    .split(/[/:]/, 1)
    .join("")
    .split(".")
    .filter((label) => !["www", "shop", "store"].includes(label));
  const word = (labels[0] ?? "").replace(/[^A-Za-z0-9]/g, "").toUpperCase();
  const stem = (/^\d*$/.test(word) ? "S2" : word).slice(0, 8);
  const candidates = [`${stem}-`, ...Array.from({ length: 50 }, (_, index) => `${stem}${index + 2}-`)];
  return candidates.find((candidate) => !taken.includes(candidate)) ?? `${stem}-`;
}
