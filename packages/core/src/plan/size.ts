import { MAX_BYTES_PER_CALL } from "../batch.ts";
import type { DraftLine } from "../draft.ts";
import { type Hold, hold } from "./document-plan.ts";
import { MAX_DESCRIPTION } from "./text.ts";

/** Bytes of a line beside its description: amounts, account, tax type, tracking. */
const LINE_BYTES = 250;
/** A character of UTF-16 is at most this many bytes of UTF-8. */
const BYTES_PER_CHARACTER = 3;
/** Enough to know a line by; a document with so many lines that not even this fits is held. */
const LEAST_ROOM = 40;
/** Shipping, adjustments, rounding. */
export const OTHER_LINES = 4;

/** How long a line's description may be, so that a document of so many lines goes in one call to Xero. */
export function descriptionRoom(lineCount: number): number {
  const room = Math.floor((MAX_BYTES_PER_CALL / lineCount - LINE_BYTES) / BYTES_PER_CHARACTER);
  return Math.min(MAX_DESCRIPTION, Math.max(LEAST_ROOM, room));
}

/** Xero refuses a larger request unread, whoever else is in it. */
export function sizeProblem(lines: readonly DraftLine[]): Hold | null {
  const sent = lines.map(({ explanation: _explanation, ...line }) =>
    Object.values(line).filter((value) => value !== null && value.length > 0),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(sent)).length + lines.length * NAMES_BYTES;
  return bytes > MAX_BYTES_PER_CALL ? hold("document_too_large", { lines: lines.length }) : null;
}

/** The names of a line's fields in Xero's request. */
const NAMES_BYTES = 80;
