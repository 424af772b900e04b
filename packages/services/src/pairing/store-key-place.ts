import type { SecretPlace } from "@counterfoil/db/sealed-secret";

/** The row's id stays while its slot changes, so a promoted key opens as it is. */
export function storeKeyPlace(key: { tenantId: string; id: string }): SecretPlace {
  return { tenantId: key.tenantId, rowId: key.id, column: "sealed" };
}
