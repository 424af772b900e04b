import { z } from "zod";

/** openid-client's own timeout ends when the first byte arrives; this one is of the whole call. */
export async function withDeadline<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("timeout"), { code: "TIMEOUT" })), timeoutMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** The HTTP status of an error that came with an answer, else null. */
export function statusOf(error: unknown): number | null {
  const parsed = z.object({ response: z.object({ statusCode: z.number() }) }).safeParse(error);
  return parsed.success ? parsed.data.response.statusCode : null;
}

/** Codes only: messages may quote the body. */
export function codeOf(error: unknown): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : "TIMEOUT";
}
