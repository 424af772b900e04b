import { checkBooks } from "./check-books.ts";
import { checkContacts } from "./check-contacts.ts";
import { checkOurs } from "./check-ours.ts";
import { checkTold } from "./check-told.ts";
import type { Evidence } from "./evidence.ts";
import { expectDocuments } from "./expect.ts";
import { createVerdict, type Summary } from "./verdict.ts";

/** Holds the three sets of books against each other. Nothing found means: everything once, to the cent, and nothing else. */
export function check(evidence: Evidence): Summary {
  const verdict = createVerdict();
  const expected = expectDocuments(evidence);
  // First what may explain the rest.
  for (const sentence of evidence.ours.loose) verdict.wrong(sentence);
  const standing = checkBooks(evidence, { expected, verdict });
  checkContacts(evidence, { standing, verdict });
  checkOurs(evidence, { expected, verdict });
  checkTold(evidence, { expected, standing, verdict });
  return verdict.summary();
}
