import { type Found, lookUp, type Sought } from "@counterfoil/core/look-up";
import { type LedgerDocument, type LedgerQuery, MAX_KEYS_PER_READ } from "@counterfoil/core/ports";

/** Beyond these many pages the postings are asked for by their numbers. */
const MAX_PAGES = 3;

/** A read of Xero; null when it could not be had, and nothing more is to be asked. */
export type ReadDocuments = (
  query: LedgerQuery,
) => Promise<{ documents: LedgerDocument[]; isLastPage: boolean } | null>;

/** `standsAs`: the id of a document that is known to stand, which it is then asked for by. */
export type Asked = { sought: Sought; reference: string | null; standsAs: string | null };

/**
 * Finds what stands in Xero of postings of one kind whose calls were not answered. What has changed since the first of
 * those calls decides them all at once; where that is more than three pages, each is asked for by its number. Those of
 * whom Xero did not say are missing from the answer.
 */
export async function findUnanswered<A extends Asked>(
  asked: readonly A[],
  input: { read: ReadDocuments; since: Date },
): Promise<Map<A, Found>> {
  const kind = collectionOf(asked[0]?.sought.kind);
  if (kind === null) return findEach(asked, input.read);
  const changed: LedgerDocument[] = [];
  let isComplete = false;
  let page = 0;
  while (!isComplete && page < MAX_PAGES) {
    page += 1;
    const answer = await input.read({ by: "change", kind, since: input.since, page });
    if (!answer) return new Map();
    changed.push(...answer.documents);
    isComplete = answer.isLastPage;
  }
  // What changes while pages are turned moves on to a later one: between two pages something may be missed.
  const missed = asked.filter((each) => {
    const isAbsent = lookUp(each.sought, { documents: changed, standing: null }).is === "absent";
    return !isComplete || (page > 1 && isAbsent);
  });
  const seen = asked.filter((each) => !missed.includes(each));
  const found = new Map(seen.map((each) => [each, { documents: changed, standing: null }]));
  return missed.length === 0 ? found : new Map([...found, ...(await findEach(missed, input.read))]);
}

/** Finds each by its own number, reference or pair; after a refusal also what its money was to settle. */
export async function findEach<A extends Asked>(
  asked: readonly A[],
  read: ReadDocuments,
): Promise<Map<A, Found>> {
  const found = new Map<A, Found>();
  const isNumbered = ({ sought, standsAs }: Asked) => sought.kind === "invoice" && standsAs === null;
  const invoices = asked.filter(isNumbered);
  for (let start = 0; start < invoices.length; start += MAX_KEYS_PER_READ) {
    const part = invoices.slice(start, start + MAX_KEYS_PER_READ);
    const numbers = part.flatMap(({ sought }) => (sought.kind === "invoice" ? [sought.number] : []));
    const answer = await read({ by: "number", kind: "invoice", numbers });
    if (!answer) return found;
    for (const each of part) found.set(each, { documents: answer.documents, standing: null });
  }
  for (const each of asked) {
    if (isNumbered(each)) continue;
    const answer = await read(queryOf(each));
    if (!answer) return found;
    const standing = await readStanding(each.sought, read);
    if (standing === undefined) return found;
    found.set(each, { documents: answer.documents, standing });
  }
  return found;
}

function queryOf({ sought, reference, standsAs }: Asked): LedgerQuery {
  switch (sought.kind) {
    case "invoice":
    case "credit_note":
      return { by: "key", kind: sought.kind, key: standsAs ?? sought.number };
    case "contact":
      return { by: "key", kind: "contact", key: sought.contactNumber };
    case "payment":
    case "refund":
      return { by: "reference", kind: "payment", reference: reference ?? sought.mark };
    case "allocation":
      return { by: "key", kind: "credit_note", key: sought.creditNoteId };
    default:
      return sought satisfies never;
  }
}

/** Undefined when it could not be read. */
async function readStanding(sought: Sought, read: ReadDocuments): Promise<LedgerDocument | null | undefined> {
  if (sought.refusedAs === null) return null;
  const key = standingKey(sought);
  if (key === null) return null;
  const answer = await read({ by: "key", ...key });
  return answer ? (answer.documents[0] ?? null) : undefined;
}

function standingKey(sought: Sought): { kind: "invoice" | "credit_note"; key: string } | null {
  switch (sought.kind) {
    case "payment":
      return { kind: "invoice", key: sought.settlesId };
    case "refund":
      return { kind: "credit_note", key: sought.settlesId };
    case "allocation":
      return { kind: "invoice", key: sought.invoiceId };
    default:
      return null;
  }
}

/** Null for what Xero has no list of. */
function collectionOf(
  kind: Sought["kind"] | undefined,
): Extract<LedgerQuery, { by: "change" }>["kind"] | null {
  if (kind === "payment" || kind === "refund") return "payment";
  return kind === undefined || kind === "allocation" ? null : kind;
}
