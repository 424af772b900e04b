import { randomUUID } from "node:crypto";
import { type DirectoryContact, foldEmail, foldName } from "@counterfoil/core/contact-directory";
import type { LedgerContact, LedgerRead } from "@counterfoil/core/ports";
import { type Directory, openReading, savePage } from "@counterfoil/db/system/contact-directory";
import { type Lane, unparkLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { concludeRead } from "../posting/conclude-read.ts";
import { noteRefusedAccess, parkAfterLimit, parkOrganisation } from "../posting/note-outcome.ts";
import { type NoTicket, type Ticket, takeTicket } from "../posting/take-ticket.ts";

export type Reading =
  | { is: "whole" }
  /** The turn is over; the next one goes on with the next page. */
  | { is: "interrupted" }
  | { is: "without_ticket"; lacking: NoTicket }
  /** Written on the organisation or connection already. */
  | { is: "trouble" };

/**
 * Brings a connection's directory up to date, page by page: everything the first time, then what has changed since. Each
 * page is kept before the next is asked for. Runs under the drain's lease, so no two read one directory.
 */
export async function readDirectory(
  ctx: ServiceContext,
  input: { lane: Lane; directory: Directory; mayGoOn: () => boolean },
): Promise<Reading> {
  const { lane, directory, mayGoOn } = input;
  while (mayGoOn()) {
    const overlapMs = ctx.durations.lookupOverlapMs;
    const { page, since } = await openReading(ctx.db.system, directory, { overlapMs });
    const holder = `contacts:${randomUUID()}`;
    const ticket = await takeTicket(ctx, {
      lane,
      connectionId: directory.connectionId,
      holder,
      isReserved: true,
    });
    if (!ticket.ok) return { is: "without_ticket", lacking: ticket };
    const { read, ageMs } = await readPage(ctx, { lane, holder, ticket, page, since });
    if (!read.ok) {
      await noteTrouble(ctx, { lane, ticket, read });
      return { is: "trouble" };
    }
    await unparkLane(ctx.db.system, lane);
    const { isLastPage: isLast } = read;
    await savePage(ctx.db.system, directory, { contacts: read.value.map(folded), page, isLast, ageMs });
    if (isLast) return { is: "whole" };
  }
  return { is: "interrupted" };
}

async function readPage(
  ctx: ServiceContext,
  input: { lane: Lane; holder: string; ticket: Ticket; page: number; since: Date | null },
): Promise<{ read: LedgerRead<LedgerContact[]>; ageMs: number }> {
  const { lane, holder, ticket, page, since } = input;
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const sentAt = performance.now();
  const { accessToken } = ticket;
  const read = await ledger.readContacts({
    page,
    modifiedSince: since,
    accessToken,
    xeroTenantId: lane.xeroTenantId,
  });
  const ageMs = performance.now() - sentAt;
  await concludeRead(ctx, lane, { holder, read, ageMs });
  ctx.log.info({ ...lane, page, isWhole: since === null, ok: read.ok }, "contacts read");
  return { read, ageMs };
}

async function noteTrouble(
  ctx: ServiceContext,
  input: { lane: Lane; ticket: Ticket; read: Extract<LedgerRead<never>, { ok: false }> },
): Promise<void> {
  const { lane, ticket, read } = input;
  const { problem } = read;
  if (problem === "rate-limited")
    await parkAfterLimit(ctx, lane, { problem: read.detail, retryAfterSeconds: read.retryAfterSeconds });
  else if (problem === "unavailable") await parkOrganisation(ctx, lane);
  else await noteRefusedAccess(ctx, { lane, ticket, problem });
}

function folded(contact: LedgerContact): DirectoryContact {
  const { contactId, contactNumber, emailAddress, status, mergedToContactId } = contact;
  return {
    contactId,
    nameKey: foldName(contact.name),
    emailKey: emailAddress === null ? null : foldEmail(emailAddress),
    numberKey: contactNumber === null ? null : foldName(contactNumber),
    status,
    mergedTo: mergedToContactId,
  };
}
