import type { Storefront, StorefrontAccess, StorefrontRead, SyncStateRow } from "@counterfoil/core/ports";
import { storeAddress } from "@counterfoil/core/store-address";
import { createStoreTransport } from "./http-exchange.ts";
import {
  describeFields,
  type MappedSale,
  mapCreditMemo,
  mapCustomer,
  mapInvoice,
  mapPayment,
} from "./map-sale.ts";
import { pairStore } from "./pair-store.ts";
import { readAnswer } from "./read-answer.ts";
import { signInboundToken } from "./sign-inbound-token.ts";
import { wirePaymentMethods } from "./wire.ts";

/** `timeoutMs` bounds each whole call. `allowPrivateUrls` (development, tests) also allows http. */
export function createStorefront(options: {
  timeoutMs: number;
  allowPrivateUrls: boolean;
  now: () => Date;
}): Storefront {
  const transport = createStoreTransport(options);

  return {
    async pair(input) {
      const address = storeAddress(input.baseUrl);
      if (!address.ok) {
        const detail = address.problem;
        return { ok: false, problem: "address_invalid", detail, location: null, keyNotTaken: true };
      }
      return pairStore(transport, { ...input, baseUrl: address.baseUrl });
    },

    async ping(access) {
      const answer = await call("GET", "ping", access);
      return answer.ok ? { ok: true, value: true } : answer;
    },

    async invoice(id, access) {
      return readSale(
        await call("GET", `invoice/${id}`, access),
        mapInvoice,
        (sale) => sale.magentoId === id,
      );
    },

    async creditMemo(id, access) {
      return readSale(
        await call("GET", `creditmemo/${id}`, access),
        mapCreditMemo,
        (sale) => sale.magentoId === id,
      );
    },

    async customer(id, access) {
      return readSale(
        await call("GET", `customer/${id}`, access),
        mapCustomer,
        (customer) => customer.magentoId === id,
      );
    },

    async payment(invoiceId, access) {
      return readSale(
        await call("GET", `payment/${invoiceId}`, access),
        mapPayment,
        (sale) => sale.invoiceId === invoiceId,
      );
    },

    async paymentMethods(access) {
      // Older modules have no such route: for this list "not found" is an answer, free text the way on.
      const answer = await call("GET", "payment-methods", access, { missingRoute: "not_found" });
      if (!answer.ok) return answer;
      const parsed = wirePaymentMethods.safeParse(answer.value);
      if (!parsed.success) return { ok: false, problem: "invalid", detail: "not a list of payment methods" };
      return {
        ok: true,
        value: parsed.data.map((method) => ({
          code: method.code,
          label: method.label,
          isActive: method.is_active,
        })),
      };
    },

    async pushSyncState(row, access) {
      const answer = await call("POST", "sync-state", access, { body: toWireRow(row) });
      return answer.ok ? { ok: true, value: true } : answer;
    },
  };

  async function call(
    method: "GET" | "POST",
    path: string,
    access: StorefrontAccess,
    extra: { body?: unknown; missingRoute?: "not_found" | "unavailable" } = {},
  ): Promise<StorefrontRead<unknown>> {
    const answer = await transport({
      method,
      url: `${access.baseUrl}/rest/V1/byte8/${path}`,
      token: signInboundToken({ apiKey: access.apiKey, storeId: access.storeId, now: options.now() }),
      body: extra.body,
    });
    const read = readAnswer(answer);
    if (read.ok || read.problem !== "no_route") return read;
    return { ok: false, problem: extra.missingRoute ?? "unavailable", detail: "the module is not installed" };
  }
}

function readSale<T>(
  answer: StorefrontRead<unknown>,
  map: (body: unknown) => MappedSale<T>,
  isTheOneAsked: (sale: T) => boolean,
): StorefrontRead<T> {
  if (!answer.ok) return answer;
  const mapped = map(answer.value);
  if (!mapped.ok) return { ok: false, problem: "invalid", detail: describeFields(mapped.fields) };
  if (!isTheOneAsked(mapped.sale))
    return { ok: false, problem: "invalid", detail: "it is another document than the one asked for" };
  return { ok: true, value: mapped.sale };
}

/** The store overwrites its whole row, nulls included, so every field is always sent. */
function toWireRow(row: SyncStateRow): Record<string, string | number | null> {
  return {
    entity_type: row.entityType,
    magento_entity_id: row.magentoId,
    provider: "xero",
    sync_status: row.status,
    provider_entity_id: clip(row.providerEntityId),
    provider_reference: clip(row.providerReference),
    skip_reason: clip(row.skipReason),
    error_code: clip(row.errorCode),
    last_sync_at: row.lastSyncAt.toISOString().slice(0, 19).replace("T", " "),
  };
}

function clip(value: string | null): string | null {
  return value === null ? null : value.slice(0, COLUMN_LENGTH);
}

/** The store's columns hold 64 characters and fail on more. */
const COLUMN_LENGTH = 64;
