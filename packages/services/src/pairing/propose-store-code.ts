import { randomInt } from "node:crypto";

/**
 * A short code for a store, 4 to 6 of A–Z and 2–9: up to four letters a person recognises from the host, the rest drawn. It is part
 * of contact numbers in Xero and never changes; uniqueness is the database's to say.
 */
export function proposeStoreCode(
  baseUrl: string,
  draw: (below: number) => number = (below) => randomInt(below),
): string {
  const start = recognisable(new URL(baseUrl).hostname);
  const drawn = Math.max(DRAWN, SHORTEST - start.length);
  return start + Array.from({ length: drawn }, () => ALPHABET.charAt(draw(ALPHABET.length))).join("");
}

function recognisable(hostname: string): string {
  const labels = hostname.toUpperCase().split(".");
  const name = labels.length > 1 ? labels.slice(0, -1) : labels;
  const telling = name.find((label) => !COMMON.has(label)) ?? "";
  return telling.startsWith("XN--") ? "" : telling.replace(/[^A-Z]/g, "").slice(0, 4);
}

/** Without 0, 1, I and O, which people mistake for each other. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const DRAWN = 2;
const SHORTEST = 4;
const COMMON = new Set(["WWW", "SHOP", "STORE", "MAGENTO", "STAGING", "DEV", "TEST"]);
