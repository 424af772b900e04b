/** What a browser does at the simulator's consent page: sends the request's own parameters back with a choice. */
export async function walkToXero(
  url: string,
  choice: { organisations?: string[]; cancel?: boolean; scope?: string; bulk?: boolean },
): Promise<{ state: string | null; code: string | null; error: string | null }> {
  const { origin, pathname, searchParams } = new URL(url);
  if (choice.scope !== undefined) searchParams.set("scope", choice.scope);
  if (choice.bulk) searchParams.delete("acr_values");
  const form = new URLSearchParams(searchParams);
  for (const id of choice.organisations ?? []) form.append("organisation", id);
  form.set("decision", choice.cancel ? "cancel" : "allow");
  const response = await fetch(`${origin}${pathname}`, { method: "POST", body: form, redirect: "manual" });
  const location = response.headers.get("location");
  if (location === null) throw new Error(`The consent page answered ${response.status} without a way back.`);
  const back = new URL(location).searchParams;
  return { state: back.get("state"), code: back.get("code"), error: back.get("error") };
}
