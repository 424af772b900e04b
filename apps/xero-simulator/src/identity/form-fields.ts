/** The fields of a urlencoded body; null when it is none or repeats a field. */
export function formFields(body: unknown): Record<string, string> | null {
  if (typeof body !== "object" || body === null || Buffer.isBuffer(body)) return null;
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== "string") return null;
    fields[name] = value;
  }
  return fields;
}
