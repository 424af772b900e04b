import { randomUUID } from "node:crypto";
import { type Lane, unparkLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { concludeRead } from "./conclude-read.ts";
import { noteRefusedAccess, parkAfterLimit, parkOrganisation } from "./note-outcome.ts";
import { takeTicket } from "./take-ticket.ts";

/** Whether Xero answers for an organisation again, asked with the one read that costs nothing. Parks it further if not. */
export async function probeOrganisation(
  ctx: ServiceContext,
  lane: Lane,
  connectionId: string,
): Promise<boolean> {
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const holder = `probe:${randomUUID()}`;
  const ticket = await takeTicket(ctx, { lane, connectionId, holder, isReserved: true });
  if (!ticket.ok) return ticket.lacks === "access" ? parkOrganisation(ctx, lane) : false;
  const sentAt = performance.now();
  const { accessToken } = ticket;
  const read = await ledger.readReference("organisation", { accessToken, xeroTenantId: lane.xeroTenantId });
  await concludeRead(ctx, lane, { holder, read, ageMs: performance.now() - sentAt });
  if (read.ok) {
    await unparkLane(ctx.db.system, lane);
    return true;
  }
  switch (read.problem) {
    case "unavailable":
      return parkOrganisation(ctx, lane);
    case "rate-limited":
      await parkAfterLimit(ctx, lane, { problem: read.detail, retryAfterSeconds: read.retryAfterSeconds });
      return false;
    case "token":
    case "scope":
    case "organisation":
      // Xero is there; only this connection is not let in.
      await unparkLane(ctx.db.system, lane);
      await noteRefusedAccess(ctx, { lane, ticket, problem: read.problem });
      return false;
    default:
      return read.problem satisfies never;
  }
}
