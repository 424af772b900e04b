import { listElements } from "../query/list-elements.ts";
import { refuseUnknownParameters } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import type { Books } from "../state/books.ts";
import { notImplemented } from "../wire/errors.ts";
import { type Endpoint, envelope } from "./accounting-call.ts";

type Currency = Books["currencies"][number];

export const currencies: Endpoint = {
  name: "Currencies",
  scope: "settings",
  handle: (call) => {
    if (call.method !== "GET" || call.path.length > 0) return notImplemented();
    refuseUnknownParameters(call, ["where", "order"]);
    const listed = listElements(call, call.books.currencies, {
      fields: FIELDS,
      updatedAt: () => call.books.details.createdAt,
      id: (currency) => currency.code,
    });
    return envelope(call, {
      Currencies: listed.elements.map(({ code, description }) => ({ Code: code, Description: description })),
    });
  },
};

const FIELDS: QueryFields<Currency> = {
  Code: { kind: "choice", get: (one) => one.code },
  Description: { kind: "text", get: (one) => one.description },
};
