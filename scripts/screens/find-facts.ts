import type { Merchant } from "../demo/merchant.ts";
import type { Facts } from "./list-pages.ts";

type Bindings = { bindings: { id: string; store: { id: string } }[] };
type Documents = { rows: { id: string; word: string }[] };

/** A merchant's first binding, and a document that is in Xero where there is one. */
export async function findFacts(merchant: Merchant): Promise<Facts> {
  const { bindings } = await merchant.get<Bindings>("/api/bindings");
  const { rows } = await merchant.get<Documents>("/api/documents?limit=100");
  const [binding] = bindings;
  const document = rows.find(({ word }) => word === "In Xero") ?? rows[0];
  if (!binding || !document) throw new Error("This merchant has nothing to show yet.");
  return { bindingId: binding.id, storeId: binding.store.id, documentId: document.id };
}
