import { z } from "zod";

const codeSchema = z.object({ code: z.string(), base_url: z.string() });

/** A new one-time code of the store that waits to be paired, as its admin would generate it. Null when that store does not answer. */
export async function demoPairingCode(storeUrl: string): Promise<{ code: string; baseUrl: string } | null> {
  const answer = await fetch(`${storeUrl}/__sim/pairing-code`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
    cache: "no-store",
    signal: AbortSignal.timeout(3_000),
  })
    .then((response) => response.json())
    .catch(() => null);
  const parsed = codeSchema.safeParse(answer);
  return parsed.success ? { code: parsed.data.code, baseUrl: parsed.data.base_url } : null;
}
