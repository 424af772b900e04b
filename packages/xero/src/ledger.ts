import type { Ledger } from "@counterfoil/core/ports";
import { buildRequest } from "./build-request.ts";
import { decodeOutcome } from "./decode-outcome.ts";
import { exchange } from "./exchange.ts";
import { readLimits } from "./limits.ts";
import { mapReference } from "./map-reference.ts";
import { askForDocuments, mapDocuments, saysNotThere } from "./read-documents.ts";
import { askForContacts, askForReference, decodeRead, mapContacts } from "./read-ledger.ts";
import { routeRequest } from "./send-request.ts";

/** `apiUrl`: the accounting API's base, `https://api.xero.com/api.xro/2.0` or a simulator's. `timeoutMs` bounds each whole call. */
export function createLedger(options: { apiUrl: string; timeoutMs: number }): Ledger {
  return {
    request: buildRequest,

    async send(call) {
      const { what, send } = routeRequest(call.request);
      const { accessToken, request } = call;
      const result = await exchange({ ...options, accessToken, body: request.body }, (api) =>
        send(api, call),
      );
      return decodeOutcome(result, what, request);
    },

    async readReference(kind, { accessToken, xeroTenantId }) {
      const result = await exchange({ ...options, accessToken, body: null }, (api) =>
        askForReference(kind, api, xeroTenantId),
      );
      if (kind === "reminders" && result.kind === "answer" && isNotOffered(result.status))
        return {
          ok: true,
          value: { areOn: null },
          isLastPage: true,
          limits: readLimits(result.headers),
        };
      return decodeRead(result, (body) => {
        const value = mapReference(kind, body);
        return value === null ? null : { value, isLastPage: true };
      });
    },

    async readContacts(input) {
      const { accessToken, page } = input;
      const result = await exchange({ ...options, accessToken, body: null }, (api) =>
        askForContacts(api, input),
      );
      return decodeRead(result, (body) => mapContacts(body, page));
    },

    async readDocuments(input) {
      const { accessToken } = input;
      const result = await exchange({ ...options, accessToken, body: null }, (api) =>
        askForDocuments(api, input),
      );
      if (result.kind === "answer" && input.by === "key" && saysNotThere(result))
        return { ok: true, value: [], isLastPage: true, limits: readLimits(result.headers) };
      return decodeRead(result, (body) => mapDocuments(input, body));
    },
  };
}

/** Some editions may have no such setting; what is only good to know keeps no document waiting. */
function isNotOffered(status: number): boolean {
  return status === 400 || status === 404 || status === 501;
}
