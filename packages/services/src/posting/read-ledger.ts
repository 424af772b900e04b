import { randomUUID } from "node:crypto";
import type { Ledger, LedgerAccess, LedgerRead } from "@counterfoil/core/ports";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { concludeRead } from "./conclude-read.ts";
import { noteRefusedAccess, parkAfterLimit, parkOrganisation } from "./note-outcome.ts";
import { takeTicket } from "./take-ticket.ts";

export type LedgerAnswer<T> =
  | { ok: true; value: T; isLastPage: boolean }
  /** `lacks`: "access" concerns this connection alone. What it says of the organisation or connection is written there. */
  | { ok: false; lacks: "access" | "budget" | "answer"; waitMs: number };

/** One read of an organisation's books, out of what of the day is kept for reading; nothing is sent without a budget. */
export async function readLedger<T>(
  ctx: ServiceContext,
  input: { lane: Lane; connectionId: string },
  ask: (ledger: Ledger, access: LedgerAccess) => Promise<LedgerRead<T>>,
): Promise<LedgerAnswer<T>> {
  const { lane, connectionId } = input;
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const holder = `read:${randomUUID()}`;
  const ticket = await takeTicket(ctx, { lane, connectionId, holder, isReserved: true });
  if (!ticket.ok) return ticket;
  const sentAt = performance.now();
  const { accessToken } = ticket;
  const read = await ask(ledger, { accessToken, xeroTenantId: lane.xeroTenantId });
  await concludeRead(ctx, lane, { holder, read, ageMs: performance.now() - sentAt });
  if (read.ok) return { ok: true, value: read.value, isLastPage: read.isLastPage };
  const { problem } = read;
  const waitMs = ctx.durations.repeatEveryMs;
  if (problem === "rate-limited") {
    await parkAfterLimit(ctx, lane, { problem: read.detail, retryAfterSeconds: read.retryAfterSeconds });
    return { ok: false, lacks: "budget", waitMs };
  }
  if (problem === "unavailable") {
    await parkOrganisation(ctx, lane);
    return { ok: false, lacks: "answer", waitMs };
  }
  await noteRefusedAccess(ctx, { lane, ticket, problem });
  return { ok: false, lacks: "access", waitMs };
}
