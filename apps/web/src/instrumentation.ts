import { env } from "./env.ts";

/** Runs once when the server starts, never while building: a bad environment ends the start, not the first request. */
export function register(): void {
  if (process.env.NEXT_RUNTIME === "nodejs") process.env.NEXTAUTH_URL ??= env().PUBLIC_URL;
}
