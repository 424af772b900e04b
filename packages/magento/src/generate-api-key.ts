import { randomBytes } from "node:crypto";

/** A new store's secret: 256 random bits as 64 lower-case hex digits. */
export function generateApiKey(): string {
  return randomBytes(32).toString("hex");
}
