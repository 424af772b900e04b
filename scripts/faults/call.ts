/** A simulator's control plane: GET without a body, POST with one. Throws with what it said. */
export async function call<T>(url: string, body?: object, method?: string): Promise<T> {
  const response = await fetch(url, {
    method: method ?? (body ? "POST" : "GET"),
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}: ${text}`);
  return (text === "" ? null : JSON.parse(text)) as T;
}
