import { control } from "./control.ts";
import type { Merchant } from "./merchant.ts";
import { poll } from "./poll.ts";
import type { createProgress } from "./progress.ts";

type Progress = ReturnType<typeof createProgress>;
type BindingPage = {
  reference: { isComplete: boolean; kinds: { fetchedAt: string | null }[] };
  settings: { version: number };
};

/** Pairs one store, connects one organisation, waits for its lists, saves `changes` and starts. Answers the binding's id. */
export async function onboard(
  merchant: Merchant,
  input: { storeUrl: string; organisationId: string; changes: object; progress: Progress },
): Promise<string> {
  const { storeUrl, organisationId, changes, progress } = input;
  progress.step("pairing the store with a one-time code");
  const pairing = await control<{ code: string; base_url: string }>(`${storeUrl}/__sim/pairing-code`, {});
  await merchant.post("/api/stores", { baseUrl: pairing.base_url, pairingCode: pairing.code });

  progress.step("connecting Xero");
  const landed = await merchant.connectXero(organisationId);
  const bindingId = /\/dashboard\/bindings\/([0-9a-f-]{36})/.exec(landed)?.[1];
  if (!bindingId) throw new Error(`Connecting Xero ended on ${landed} instead of the binding's page.`);

  progress.step("reading the organisation's accounts and tax rates");
  await poll(60_000, "the organisation's lists", async () => {
    const { reference, settings } = await merchant.get<BindingPage>(`/api/bindings/${bindingId}`);
    const read = reference.kinds.filter((kind) => kind.fetchedAt).length;
    progress.count(`${read} of ${reference.kinds.length} lists`);
    // The proposed policy is version 2: it is written once every list is there.
    return reference.isComplete && settings.version > 1;
  });
  progress.step("saving the settings, and starting to sync");
  await changePolicy(merchant, bindingId, changes);
  await merchant.post(`/api/bindings/${bindingId}/start`, { since: "everything" });
  return bindingId;
}

export async function changePolicy(merchant: Merchant, bindingId: string, changes: object): Promise<void> {
  const { settings } = await merchant.get<BindingPage>(`/api/bindings/${bindingId}`);
  await merchant.post(`/api/bindings/${bindingId}/policy`, { baseVersion: settings.version, changes });
}
