import type { ContactDraft } from "./draft.ts";

/** A contact of the organisation as the directory has it, folded as Xero compares. */
export type DirectoryContact = {
  contactId: string;
  nameKey: string;
  emailKey: string | null;
  numberKey: string | null;
  status: string;
  /** A person merged it into this one. */
  mergedTo: string | null;
};

export type WantedContact = {
  draft: ContactDraft;
  /** What its documents name so far. */
  xeroId: string | null;
  /** The name that Magento had when it was last sent; null before the first time. */
  sentName: string | null;
  adopts: boolean;
  refusals: readonly ContactRefusal[];
};

/** Xero's word against the directory's: a name or number that it says is taken, or a contact that it says cannot be used. */
export type ContactRefusal = `name:${string}` | `number:${string}` | `contact:${string}`;

/** What the next call does for a contact. */
export type ContactChoice =
  | { do: "create"; name: string; contactNumber: string }
  /** Of what Magento has; the name stays as it stands there unless one is given. */
  | { do: "update"; contactId: string; name: string | null }
  /** Our number is written to it, nothing else changes. */
  | { do: "adopt"; contactId: string; contactNumber: string }
  /** It stands there and is not ours to change, e.g. because a person merged ours into it: documents name it. */
  | { do: "use"; contactId: string }
  /** Every name or number we may give it is somebody else's. */
  | { do: "hold"; name: string };

/** What other calls that are on their way may have made already. */
export type OnTheirWay = { names: readonly string[]; contactIds: readonly string[] };

/** An archived contact keeps its number, and Xero takes no change of it: its customer goes on as another one, this often at most. */
const SUCCESSORS = 3;
const LONGEST_MERGE = 20;

/**
 * Decides for contacts in the order of their turn, so that of two with one name the second sees the first: two customers
 * never become one contact. The choices belong together: each supposes that those before it are carried out.
 */
export function chooseContacts(
  wanted: readonly WantedContact[],
  input: { directory: readonly DirectoryContact[]; onTheirWay: OnTheirWay },
): ContactChoice[] {
  const books = openBooks(input.directory, input.onTheirWay);
  return wanted.map((each) => {
    const choice = choose(each, books);
    books.note(choice);
    return choice;
  });
}

/** The first line that applies: what is ours, what may become ours, a name that is free. */
function choose(wanted: WantedContact, books: Books): ContactChoice {
  const own = findOwn(wanted, books);
  if (own.choice) return own.choice;
  const { contactNumber } = own;
  const { draft } = wanted;
  if (contactNumber === null) return { do: "hold", name: draft.name };
  const same = wanted.adopts ? findSame(wanted, books) : null;
  if (same) return { do: "adopt", contactId: same.contactId, contactNumber };
  const name = namesOf(draft).find((candidate) => isFree(candidate, { wanted, books, ownId: null }));
  return name === undefined ? { do: "hold", name: draft.name } : { do: "create", name, contactNumber };
}

/** By id, then by each number we may have given it; else the number that a new one gets, null when there is none left. */
function findOwn(
  wanted: WantedContact,
  books: Books,
): { choice: ContactChoice } | { choice: null; contactNumber: string | null } {
  const { xeroId, refusals, draft } = wanted;
  if (xeroId !== null && !refusals.includes(`contact:${xeroId}`)) {
    const choice = standing(xeroId, { wanted, books });
    if (choice) return { choice };
  }
  for (let successor = 1; successor <= SUCCESSORS; successor += 1) {
    const number = successor === 1 ? draft.contactNumber : `${draft.contactNumber}-${successor}`;
    const holder = books.byNumber(number);
    if (!holder) {
      // Some archived contact has it, whom we have not seen.
      if (refusals.includes(`number:${foldName(number)}`)) continue;
      return { choice: null, contactNumber: number };
    }
    const choice = standing(holder.contactId, { wanted, books });
    if (choice) return { choice };
  }
  return { choice: null, contactNumber: null };
}

/** What to do with a contact of ours, null when it is archived and nobody took its place. */
function standing(
  contactId: string,
  { wanted, books }: { wanted: WantedContact; books: Books },
): ContactChoice | null {
  const known = books.byId(contactId);
  // Ours, and made a moment ago by somebody else's hand: its id is good until Xero says otherwise.
  if (!known) return { do: "update", contactId, name: changedName(wanted, { books, ownId: contactId }) };
  const end = survivor(known, books);
  if (end?.status !== "ACTIVE" || wanted.refusals.includes(`contact:${end.contactId}`)) return null;
  const isOurs = end.numberKey !== null && numbersOf(wanted.draft).includes(end.numberKey);
  if (!isOurs) return { do: "use", contactId: end.contactId };
  return {
    do: "update",
    contactId: end.contactId,
    name: changedName(wanted, { books, ownId: end.contactId }),
  };
}

/** Null when a merge leads to a contact that the directory has not seen, or in a circle. */
function survivor(contact: DirectoryContact, books: Books): DirectoryContact | null {
  let end = contact;
  for (let step = 0; step < LONGEST_MERGE; step += 1) {
    if (end.mergedTo === null) return end;
    const next = books.byId(end.mergedTo);
    if (!next) return null;
    end = next;
  }
  return null;
}

/** Names change only when Magento's do: a bookkeeper's spelling, and a "(C10023)", stay. */
function changedName(wanted: WantedContact, input: { books: Books; ownId: string }): string | null {
  const { draft, sentName } = wanted;
  const { books, ownId } = input;
  if (sentName === draft.name) return null;
  const names = namesOf(draft);
  const current = books.byId(ownId)?.nameKey;
  if (current !== undefined && names.some((name) => foldName(name) === current)) return null;
  return names.find((name) => isFree(name, { wanted, books, ownId })) ?? null;
}

/** The one ACTIVE contact without a number whose name and e-mail both equal ours. */
function findSame({ draft, refusals }: WantedContact, books: Books): DirectoryContact | null {
  if (draft.emailAddress === null) return null;
  const same = books.byName(draft.name);
  const isSame =
    same !== undefined &&
    same.numberKey === null &&
    same.emailKey === foldEmail(draft.emailAddress) &&
    !books.isOnItsWay(same.contactId) &&
    !refusals.includes(`contact:${same.contactId}`);
  return isSame ? same : null;
}

function isFree(
  name: string,
  { wanted, books, ownId }: { wanted: WantedContact; books: Books; ownId: string | null },
): boolean {
  if (wanted.refusals.includes(`name:${foldName(name)}`) || books.isNameOnItsWay(name)) return false;
  const holder = books.byName(name);
  return holder === undefined || holder.contactId === ownId;
}

/** The name we would like and its alternatives, in the order they are tried. */
export function namesOf(draft: ContactDraft): string[] {
  return [draft.name, ...draft.alternativeNames];
}

/** The folded numbers a customer's contact may carry: its own, and those of the ones that followed an archived one. */
export function numbersOf(draft: ContactDraft): string[] {
  const successors = Array.from({ length: SUCCESSORS - 1 }, (_, n) => `${draft.contactNumber}-${n + 2}`);
  return [draft.contactNumber, ...successors].map(foldName);
}

/** As Xero compares names and numbers: without regard to case, to blanks at the ends or how many there are between. */
export function foldName(text: string): string {
  return text.replaceAll("\0", "").normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Addresses are compared without regard to case and to blanks around them. */
export function foldEmail(text: string): string {
  return text.replaceAll("\0", "").trim().toLowerCase();
}

type Books = ReturnType<typeof openBooks>;

function openBooks(directory: readonly DirectoryContact[], onTheirWay: OnTheirWay) {
  const byId = new Map(directory.map((contact) => [contact.contactId, contact]));
  const byName = new Map(
    directory.filter(({ status }) => status === "ACTIVE").map((contact) => [contact.nameKey, contact]),
  );
  const byNumber = new Map(
    directory.flatMap((contact) =>
      contact.numberKey === null ? [] : [[contact.numberKey, contact] as const],
    ),
  );
  const names = new Set(onTheirWay.names.map(foldName));
  const contactIds = new Set(onTheirWay.contactIds);
  return {
    byId: (id: string) => byId.get(id),
    byName: (name: string) => byName.get(foldName(name)),
    byNumber: (number: string) => byNumber.get(foldName(number)),
    isNameOnItsWay: (name: string) => names.has(foldName(name)),
    isOnItsWay: (contactId: string) => contactIds.has(contactId),
    note: (choice: ContactChoice) => {
      if ("contactId" in choice) contactIds.add(choice.contactId);
      if ((choice.do === "create" || choice.do === "update") && choice.name !== null)
        names.add(foldName(choice.name));
    },
  };
}
