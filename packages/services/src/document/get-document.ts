import { type ContactChoice, foldName } from "@counterfoil/core/contact-directory";
import {
  contactDraftSchema,
  creditNoteDraftSchema,
  type DocumentDraft,
  invoiceDraftSchema,
} from "@counterfoil/core/draft";
import { notFound } from "@counterfoil/core/errors";
import { money, moneyText } from "@counterfoil/core/money";
import { mainPosting, type PostingKind, type PostingState } from "@counterfoil/core/posting";
import { type Fix, isReasonCode, reasonFix, reasonSentence } from "@counterfoil/core/reasons";
import { creditMemoSaleSchema, type DocumentSale, invoiceSaleSchema } from "@counterfoil/core/sale";
import { type Word, wordOf } from "@counterfoil/core/words";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, Environment, ServiceContext } from "../context.ts";
import { type Description, describeDocument, documentCheckSchema } from "./describe-document.ts";
import {
  type DocumentFacts,
  findFacts,
  listFacts,
  type PostingFacts,
  readSettings,
} from "./document-facts.ts";
import { findParking } from "./find-parking.ts";
import { type DocumentActs, offerActs } from "./offer-acts.ts";
import { type LinePair, pairLines } from "./pair-lines.ts";
import { type StoryEntry, tellStory } from "./tell-story.ts";

/** Everything the page of one document shows. Money as decimal texts in the document's currency. */
export type DocumentPage = Description & {
  id: string;
  kind: "invoice" | "creditmemo";
  number: string | null;
  magentoId: string;
  customer: string | null;
  date: string | null;
  currency: string | null;
  state: PostingState;
  isFetched: boolean;
  /** When what it waits for is expected to be over. */
  until: Date | null;
  leftOutNote: string | null;
  environment: Environment;
  binding: { id: string; store: string; organisation: string; shortCode: string | null };
  magento: {
    total: string | null;
    orderNumber: string | null;
    isPaid: boolean;
    isCancelled: boolean;
    storeView: number;
  };
  xero: {
    id: string | null;
    number: string | null;
    /** As sent, else as planned; null until there is a plan. */
    total: string | null;
    date: string | null;
    dueDate: string | null;
    reference: string | null;
    isSent: boolean;
    isPosted: boolean;
    isVoided: boolean;
    /** Its lines here are as we sent them. */
    isChanged: boolean;
    status: string | null;
  };
  /** Xero − Magento, of what is planned or sent. */
  difference: string | null;
  lines: LinePair[];
  /** How the numbers were read, or what was tried and does not explain them. */
  explanation: string[];
  ledTo: LedTo[];
  story: StoryEntry[];
  acts: DocumentActs;
};

/** One effect in Xero, and how far it is. */
export type LedTo = {
  id: string;
  kind: PostingKind;
  word: Word;
  sentence: string;
  fix: Fix | null;
  /** The name of a contact, the number of a document, the reference of money. */
  label: string | null;
  amount: string | null;
  xeroId: string | null;
};

/** One document of this tenant's, with both sides and all that happened; `not_found` for everything else. */
export async function getDocument(
  ctx: ServiceContext,
  actor: Actor,
  input: { documentId: string },
): Promise<DocumentPage> {
  const missing = notFound("There is no such document.");
  if (!z.uuid().safeParse(input.documentId).success) throw missing;
  const { documentId } = input;
  const found = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const row = await findFacts(client, documentId);
    if (!row) return null;
    const postings = await listFacts(client, documentId);
    return { row, postings, story: await tellStory(client, row) };
  });
  if (!found) throw missing;
  const { row, postings, story } = found;
  const [parking, settings] = await Promise.all([
    findParking(ctx, actor),
    ctx.db.withTenant(actor.tenantId, (tx) => readSettings(tx, row)),
  ]);
  const check = documentCheckSchema.nullable().catch(null).parse(row.check);
  const isFetched = row.magentoTotal !== null;
  const parked = parking.get(row.bindingId) ?? null;
  const main = mainPosting(postings.filter(({ kind }) => kind !== "contact"));
  const draft = draftOf(main);
  const sale = saleOf(row);
  const xeroTotal = row.xeroTotal ?? main?.xeroTotal ?? draft?.total ?? null;
  const isVoided = main?.xeroNews === "voided_in_xero";
  const difference =
    xeroTotal === null || row.magentoTotal === null || isVoided
      ? null
      : differenceOf(xeroTotal, row.magentoTotal);
  const description = describeDocument({ ...row, check, isFetched, difference }, postings, parked);
  const acts = await ctx.db.withTenantSql(actor.tenantId, (client) =>
    offerActs(client, { actor, document: { ...row, check }, postings, settings }),
  );
  const { id, kind, number, magentoId, customer, date, currency, state, environment } = row;
  return {
    ...{ id, kind, number, magentoId, customer, date, currency, state, isFetched, environment },
    ...description,
    until: (state === "queued" && !isFetched ? parked?.fetching?.until : parked?.sending?.until) ?? null,
    leftOutNote: row.leftOutNote,
    binding: {
      id: row.bindingId,
      store: hostOf(row.baseUrl),
      organisation: row.organisation,
      shortCode: row.shortCode,
    },
    magento: {
      total: row.magentoTotal,
      orderNumber: sale?.kind === "invoice" ? sale.orderIncrementId : (sale?.invoiceIncrementId ?? null),
      isPaid: row.isPaid,
      isCancelled: row.isCancelled,
      storeView: row.magentoStoreId,
    },
    xero: {
      id: main?.xeroId ?? null,
      number: main?.xeroNumber ?? main?.number ?? null,
      total: xeroTotal,
      date: draft?.date ?? null,
      dueDate: draft?.kind === "invoice" ? draft.dueDate : null,
      reference: draft?.reference ?? null,
      isSent: main?.isSent ?? false,
      isPosted: main?.state === "posted",
      isVoided,
      isChanged: main?.xeroNews === "changed_in_xero",
      status: main?.xeroStatus ?? null,
    },
    difference,
    lines: pairLines({ sale, draft, reference: settings.reference }),
    explanation: main?.explanation ?? [],
    ledTo: postings.filter((posting) => isTold(posting, main)).map((posting) => ledToOf(posting, row)),
    story,
    acts,
  };
}

function differenceOf(xero: string, magento: string): string {
  const difference = money(xero).minus(magento);
  return moneyText(difference, difference.decimalPlaces() > 2 ? 4 : 2);
}

/** What was stored in another shape long ago shows its totals alone. */
function draftOf(main: PostingFacts | null): DocumentDraft | null {
  const schema = z.discriminatedUnion("kind", [invoiceDraftSchema, creditNoteDraftSchema]);
  return schema
    .nullable()
    .catch(null)
    .parse(main?.draft ?? null);
}

function saleOf(row: DocumentFacts): DocumentSale | null {
  const schema = z.discriminatedUnion("kind", [invoiceSaleSchema, creditMemoSaleSchema]);
  return schema
    .nullable()
    .catch(null)
    .parse(row.sale ?? null);
}

/** Of money that is left out nothing is said while its document is not in Xero: its sentence speaks of one that is. */
function isTold({ kind, state }: PostingFacts, main: PostingFacts | null): boolean {
  const isMoney = kind === "payment" || kind === "refund" || kind === "allocation";
  return !isMoney || state !== "skipped" || main?.state === "posted";
}

const moneySchema = z.object({ amount: z.string() });

function ledToOf(posting: PostingFacts, { currency, state: ofDocument }: DocumentFacts): LedTo {
  const { id, kind, state, reason, reasonParams, xeroId } = posting;
  const known = reason !== null && isReasonCode(reason) ? reason : null;
  const amount = moneySchema.safeParse(posting.draft);
  return {
    ...{ id, kind, xeroId },
    // What somebody voided or changed there is what its document is.
    word: wordOf(posting.xeroNews === null ? state : ofDocument),
    sentence: known
      ? reasonSentence(known, reasonParams)
      : posting.xeroNews === null
        ? PLAIN[state]
        : posting.xeroNews === "voided_in_xero"
          ? "Voided or deleted in Xero since."
          : "Changed in Xero since.",
    fix: known ? reasonFix(known) : null,
    label: labelOf(posting),
    amount: currency === null ? null : amount.success ? amount.data.amount : posting.plannedTotal,
  };
}

/** A contact is told by the name it has in Xero, where that is not the customer's own. */
function labelOf(posting: PostingFacts): string | null {
  if (posting.kind !== "contact") return posting.xeroNumber ?? posting.number;
  const draft = contactDraftSchema.safeParse(posting.draft);
  return draft.success ? nameInXero(draft.data.name, posting.contactChoice) : posting.number;
}

function nameInXero(name: string, choice: ContactChoice | null): string {
  const given = choice !== null && "name" in choice ? choice.name : null;
  return given !== null && foldName(given) !== foldName(name) ? given : name;
}

const PLAIN = {
  queued: "Being prepared.",
  planned: "Prepared. It goes to Xero next.",
  waiting: "Waits for what it depends on, and goes by itself.",
  sending: "Being sent to Xero now.",
  posted: "In Xero.",
  skipped: "Left out.",
  held: "It needs a decision from you.",
  failed: "It was refused.",
  unconfirmed: "Checking with Xero.",
  reversing: "Being taken out of Xero again.",
} as const satisfies Record<PostingState, string>;
