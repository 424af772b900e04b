import type { LedgerContact, LedgerRead } from "@counterfoil/core/ports";
import type { ReferenceKind } from "@counterfoil/core/reference";
import type { AccountingApi } from "xero-node";
import type { Exchange } from "./exchange.ts";
import { noLimits, readLimitProblem, readLimits, readRetryAfterSeconds } from "./limits.ts";
import { parseJson, readAccessProblem } from "./read-access.ts";
import { wireContacts } from "./wire.ts";

const CONTACTS_PAGE_SIZE = 1000;
/** What changes between two pages then moves to the front: it may come twice, and nothing else is missed. */
const NEWEST_FIRST = "UpdatedDateUTC DESC";

/** One list of an organisation, as Xero answers it. */
export function askForReference(
  kind: ReferenceKind,
  api: AccountingApi,
  xeroTenantId: string,
): Promise<unknown> {
  switch (kind) {
    case "organisation":
      return api.getOrganisations(xeroTenantId);
    case "accounts":
      return api.getAccounts(xeroTenantId);
    case "taxRates":
      return api.getTaxRates(xeroTenantId);
    case "brandingThemes":
      return api.getBrandingThemes(xeroTenantId);
    case "trackingCategories":
      return api.getTrackingCategories(xeroTenantId);
    case "currencies":
      return api.getCurrencies(xeroTenantId);
    case "reminders":
      return api.getInvoiceReminders(xeroTenantId);
    default:
      return kind satisfies never;
  }
}

/** Archived ones too, since they still own their numbers; without addresses and balances, since Xero charges for what it sends. */
export function askForContacts(
  api: AccountingApi,
  input: { xeroTenantId: string; page: number; modifiedSince: Date | null },
): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (input.modifiedSince) headers["If-Modified-Since"] = input.modifiedSince.toISOString().slice(0, 19);
  return api.getContacts(
    input.xeroTenantId,
    undefined,
    undefined,
    NEWEST_FIRST,
    undefined,
    input.page,
    true,
    true,
    undefined,
    CONTACTS_PAGE_SIZE,
    { headers },
  );
}

/** `map` returns null for a body it cannot read. */
export function decodeRead<T>(
  exchange: Exchange,
  map: (body: unknown) => { value: T; isLastPage: boolean } | null,
): LedgerRead<T> {
  if (exchange.kind === "no-answer")
    return { ...failure("unavailable", exchange.detail), isUnanswered: exchange.sent };
  const limits = readLimits(exchange.headers);
  if (exchange.status === 429) {
    const retryAfterSeconds = readRetryAfterSeconds(exchange.headers);
    return { ...failure("rate-limited", readLimitProblem(exchange.headers)), limits, retryAfterSeconds };
  }
  const access = readAccessProblem(exchange);
  if (access) return { ...failure(access, `HTTP ${exchange.status}`), limits };
  if (exchange.status !== 200) return { ...failure("unavailable", `HTTP ${exchange.status}`), limits };
  const body = parseJson(exchange.text);
  const mapped = body.isJson ? map(body.value) : null;
  if (!mapped) return { ...failure("unavailable", "HTTP 200 that cannot be read"), limits };
  return { ok: true, limits, ...mapped };
}

/** Null for what is no list of contacts. */
export function mapContacts(
  body: unknown,
  page: number,
): { value: LedgerContact[]; isLastPage: boolean } | null {
  const wire = wireContacts.safeParse(body).data;
  if (!wire) return null;
  const pageCount = wire.pagination?.pageCount ?? null;
  return {
    isLastPage: pageCount === null ? wire.Contacts.length < CONTACTS_PAGE_SIZE : page >= pageCount,
    value: wire.Contacts.map((contact) => ({
      contactId: contact.ContactID,
      contactNumber: contact.ContactNumber,
      name: contact.Name,
      emailAddress: contact.EmailAddress,
      status: contact.ContactStatus ?? "ACTIVE",
      mergedToContactId: contact.MergedToContactID,
    })),
  };
}

type Failure = Extract<LedgerRead<never>, { ok: false }>;

function failure(problem: Failure["problem"], detail: string): Failure {
  return { ok: false, problem, detail, limits: noLimits, retryAfterSeconds: null, isUnanswered: false };
}
