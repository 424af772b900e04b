/** Runs once when the server starts, never while building: a bad environment ends the start, not the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  // Loaded here only: this file is also compiled for a runtime without Node's modules.
  const { env } = await import("./env.ts");
  process.env.NEXTAUTH_URL ??= env().PUBLIC_URL;
}
