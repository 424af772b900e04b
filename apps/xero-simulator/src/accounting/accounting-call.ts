import type { ScopeGroup } from "../identity/scopes.ts";
import { newId } from "../ids.ts";
import type { Switches } from "../options.ts";
import type { Books } from "../state/books.ts";
import type { Journal } from "../state/journal.ts";
import type { AnswerCounts } from "../state/simulator-state.ts";
import { type Answer, jsonAnswer } from "../wire/answer.ts";
import { envelopeInstant } from "../wire/dates.ts";
import type { JsonObject, JsonValue } from "../wire/json.ts";

/** One call that has passed the gateway, as an endpoint sees it. */
export interface AccountingCall {
  books: Books;
  method: string;
  /** What follows the endpoint's name, decoded. */
  path: string[];
  query: URLSearchParams;
  ifModifiedSince: string | null;
  contentType: string | null;
  body: string;
  /** The body's bytes; attachments are no text. */
  bytes: Buffer;
  now: number;
  /** Where the simulator is reached. */
  origin: string;
  clientId: string;
  /** The app's name, as envelopes repeat it. */
  providerName: string;
  switches: Switches;
  /** A fault: documents written now come to a cent more than their lines. */
  isTotalWrong: boolean;
  /** A fault: writes answer 200 with every element refused. */
  isRefusedInside: boolean;
  /** A fault, or the organisation's setting: no sales invoice can be approved. */
  isApprovalLimitReached: boolean;
  /** Undone when the request is refused. */
  journal: Journal;
}

export interface Endpoint {
  name: string;
  scope: ScopeGroup;
  /** A second group that reaches it as well. */
  otherScope?: ScopeGroup;
  handle(call: AccountingCall): Answer;
}

/** The envelope around every answer of 200. */
export function envelope(
  call: AccountingCall,
  content: JsonObject,
  options: { pagination?: JsonValue; counts?: AnswerCounts } = {},
): Answer {
  const answer = jsonAnswer(200, {
    Id: newId(),
    Status: "OK",
    ProviderName: call.providerName,
    DateTimeUTC: envelopeInstant(call.now),
    pagination: options.pagination,
    ...content,
  });
  return options.counts ? { ...answer, counts: options.counts } : answer;
}
