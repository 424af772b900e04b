import { refuseUnknownParameters } from "../query/parameters.ts";
import type { HistoryRecord } from "../state/books.ts";
import { setEntry } from "../state/journal.ts";
import type { Answer } from "../wire/answer.ts";
import { instantOut } from "../wire/dates.ts";
import { notImplemented, validationException } from "../wire/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { type AccountingCall, envelope } from "./accounting-call.ts";
import { requestElements } from "./request-elements.ts";
import { documentIdOf, type SubResource } from "./sub-resource.ts";

const DETAILS_MAX = 2_500;
const WITH_HISTORY = new Set(["Invoices", "CreditNotes", "Contacts", "Payments", "Items"]);
const BODY = { plural: "HistoryRecords", noun: "HistoryRecord", knownFields: ["Details"] } as const;

/** `/{Endpoint}/{id}/History`: notes are added and never changed. */
export function history(call: AccountingCall, at: SubResource): Answer {
  const isOffered = WITH_HISTORY.has(at.endpoint) && at.rest.length === 0;
  if (!isOffered || (call.method !== "GET" && call.method !== "PUT")) return notImplemented();
  refuseUnknownParameters(call, []);
  const documentId = documentIdOf(call.books, at);
  // OFFICIAL (OAS)
  if (documentId === undefined) {
    return refused(["The document with the supplied id was not found for this endpoint."]);
  }
  const known = call.books.history.get(documentId) ?? [];
  if (call.method === "GET") {
    const records = known.map((record) => ({
      ...recordOut(record),
      Changes: record.changes,
      User: "System Generated",
    }));
    return envelope(call, { HistoryRecords: records.reverse() });
  }

  const details = requestElements(call, BODY).map((fields) => fields.text("Details") ?? "");
  // UNVERIFIED texts; the length is OFFICIAL
  const errors = details.flatMap((text) => {
    if (text === "") return ["The Details field must be specified."];
    return text.length > DETAILS_MAX
      ? [`The field Details must be a string with a maximum length of ${DETAILS_MAX}.`]
      : [];
  });
  if (errors.length > 0) return refused(errors);
  const added = details.map((text): HistoryRecord => ({ at: call.now, changes: "Note", details: text }));
  setEntry(call.books.history, documentId, [...known, ...added], call.journal);
  return envelope(call, {
    HistoryRecords: added.map((record) => ({ ...recordOut(record), ValidationErrors: [] })),
  });
}

function recordOut(record: HistoryRecord): JsonObject {
  return {
    DateUTCString: new Date(record.at).toISOString().slice(0, 19),
    DateUTC: instantOut(record.at),
    Details: record.details,
  };
}

function refused(messages: string[]): Answer {
  return validationException([{ ValidationErrors: messages.map((Message) => ({ Message })) }]);
}
