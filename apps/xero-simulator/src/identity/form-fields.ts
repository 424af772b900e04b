import type { FastifyRequest } from "fastify";

/** The fields of a urlencoded body; null when it is none, JSON included, or repeats a field. */
export function formFields({ body, headers }: FastifyRequest): Record<string, string> | null {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "");
  if (!isForm || typeof body !== "object" || body === null) return null;
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== "string") return null;
    fields[name] = value;
  }
  return fields;
}
