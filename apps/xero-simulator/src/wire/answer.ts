import type { AnswerCounts } from "../state/simulator-state.ts";
import type { JsonValue } from "./json.ts";

/** What an endpoint answers, before it is written as JSON or XML. */
export interface Answer {
  status: number;
  body:
    | { kind: "json"; value: JsonValue }
    | { kind: "html"; text: string }
    | { kind: "bytes"; bytes: Buffer; contentType: string }
    | { kind: "empty" };
  headers?: Record<string, string>;
  counts?: AnswerCounts;
}

/** Thrown where a request cannot go on; carries the whole answer. */
export class RequestRefused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

export function jsonAnswer(status: number, value: JsonValue): Answer {
  return { status, body: { kind: "json", value } };
}
