import { foldName } from "@counterfoil/core/contact-directory";
import { contactDraftSchema } from "@counterfoil/core/draft";
import { mainPosting } from "@counterfoil/core/posting";
import type { ReasonParams } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import type { Actor } from "../context.ts";
import type { DocumentCheck } from "./describe-document.ts";
import type { DocumentFacts, DocumentSettings, PostingFacts } from "./document-facts.ts";
import { type MappingFix, offerFix } from "./offer-fix.ts";

/** What a person may do about a document as it stands. */
export type DocumentActs = {
  canRetry: boolean;
  canLeaveOut: boolean;
  canTakeIn: boolean;
  /** It may be what stands in Xero already. */
  canAdopt: boolean;
  canRenumber: boolean;
  /** The first open day, where its own is locked. */
  openDay: string | null;
  /** What needs a person stands in Xero: it can only be said to be dealt with. */
  canClose: boolean;
  /** The contact in Xero that has the customer's name and is not ours. */
  sameCustomer: { contactId: string; name: string; ours: string | null } | null;
  fix: (MappingFix & { baseVersion: number; companions: number }) | null;
};

const NONE: DocumentActs = {
  canRetry: false,
  canLeaveOut: false,
  canTakeIn: false,
  canAdopt: false,
  canRenumber: false,
  openDay: null,
  canClose: false,
  sameCustomer: null,
  fix: null,
};

type Input = {
  actor: Actor;
  document: Omit<DocumentFacts, "check"> & { check: DocumentCheck | null };
  postings: readonly PostingFacts[];
  settings: DocumentSettings;
};

/** Nothing for a viewer, nor in a binding that was ended. */
export async function offerActs(client: TenantClient, input: Input): Promise<DocumentActs> {
  const { actor, document, postings } = input;
  if (actor.role === "viewer" || !document.isBindingOpen) return NONE;
  const own = postings.filter(({ kind }) => kind !== "contact");
  const main = mainPosting(own);
  const isSent = own.some((posting) => posting.isSent);
  const isTrouble = document.state === "held" || document.state === "failed";
  const isMainHeld = main?.state === "held";
  const locked = postings.find(({ state, reason }) => state === "held" && reason === "period_locked");
  return {
    canRetry: isTrouble && postings.some(isRetryable),
    canLeaveOut: !isSent && !document.isLeftOut,
    canTakeIn: document.isLeftOut,
    canAdopt: isMainHeld && document.magentoTotal !== null,
    canRenumber: isMainHeld && !main.isSent && NUMBERED.has(main.reason ?? ""),
    openDay: typeof locked?.reasonParams.firstOpenDay === "string" ? locked.reasonParams.firstOpenDay : null,
    canClose: isTrouble && main?.state === "posted",
    sameCustomer: await findSameCustomer(client, input),
    fix: await findFix(client, input),
  };
}

const NUMBERED: ReadonlySet<string> = new Set(["number_taken", "voided_in_xero"]);

/** As retrying itself decides. */
function isRetryable({ kind, state, reason, xeroId }: PostingFacts): boolean {
  if (state !== "held" && state !== "failed") return false;
  if (xeroId !== null && reason !== "xero_total_differs") return false;
  const isMoney = kind === "payment" || kind === "refund" || kind === "allocation";
  return !(isMoney && (reason === "voided_in_xero" || reason === "changed_in_xero"));
}

async function findSameCustomer(
  client: TenantClient,
  { document, postings }: Input,
): Promise<DocumentActs["sameCustomer"]> {
  const contact = postings.find(({ kind }) => kind === "contact");
  const draft = contactDraftSchema.safeParse(contact?.draft);
  if (!contact || !draft.success) return null;
  const { name } = draft.data;
  const { rows } = await client.query<{ contactId: string }>(
    `SELECT l.contact_id AS "contactId" FROM ledger_contact l
     WHERE l.organisation_id = $1 AND l.name_key = $2 AND l.status = 'ACTIVE' AND l.contact_id IS DISTINCT FROM $3::uuid
       AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.kind = 'contact' AND p.environment = $4 AND p.xero_tenant_id = $5 AND p.xero_id = l.contact_id)
     LIMIT 1`,
    [document.organisationId, foldName(name), contact.xeroId, document.environment, document.xeroTenantId],
  );
  const [other] = rows;
  if (!other) return null;
  const given = contact.contactChoice && "name" in contact.contactChoice ? contact.contactChoice.name : null;
  return { contactId: other.contactId, name, ours: contact.xeroId === null ? null : given };
}

async function findFix(
  client: TenantClient,
  { document, postings, settings }: Input,
): Promise<DocumentActs["fix"]> {
  if (settings.whole === null) return null;
  const { policy, version } = settings.settings;
  for (const trouble of troublesOf(document, postings)) {
    const fix = offerFix(trouble, {
      policy,
      reference: settings.whole,
      storeView: document.magentoStoreId,
    });
    if (fix) {
      const companions = await countCompanions(client, { bindingId: document.bindingId, trouble });
      return { ...fix, baseVersion: version, companions };
    }
  }
  return null;
}

type Trouble = { reason: string; params: ReasonParams };

/** Its own first, then what it led to, then what would stop it once syncing is started. */
function troublesOf(document: Input["document"], postings: readonly PostingFacts[]): Trouble[] {
  const main = mainPosting(postings);
  const stopped = postings.filter(({ state }) => state === "held" || state === "skipped");
  const { check } = document;
  return [...stopped.filter((posting) => posting === main), ...stopped.filter((posting) => posting !== main)]
    .flatMap(({ reason, reasonParams }): Trouble[] =>
      reason === null ? [] : [{ reason, params: reasonParams }],
    )
    .concat(check?.reason === undefined ? [] : [{ reason: check.reason, params: check.params }]);
}

/** How many other documents are stopped by the very same, and go with the answer. */
async function countCompanions(
  client: TenantClient,
  { bindingId, trouble }: { bindingId: string; trouble: Trouble },
): Promise<number> {
  const { reason, params } = trouble;
  const alike = Object.fromEntries(
    SAME_BY.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])),
  );
  const sign =
    typeof params.amount === "string" && reason === "magento_total_unexplained" ? params.amount : "";
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(DISTINCT p.document_id)::int AS count FROM posting p
     WHERE p.binding_id = $1 AND p.state IN ('held', 'skipped') AND p.reason = $2 AND p.reason_params @> $3
       AND ($4 = '' OR (left(p.reason_params->>'amount', 1) = '-') = (left($4, 1) = '-'))`,
    [bindingId, reason, JSON.stringify(alike), sign],
  );
  return Math.max(1, rows[0]?.count ?? 1);
}

const SAME_BY = ["rate", "country", "method", "purpose", "code", "cause"] as const;
