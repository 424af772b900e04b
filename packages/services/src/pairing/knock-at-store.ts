import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { decidePendingKey } from "./decide-pending-key.ts";
import { type ProofProblem, pairingHint, pairingSentence } from "./pairing-sentences.ts";

export type Knock =
  | { ok: true }
  | { ok: false; problem: ProofProblem; sentence: string; hint: string | null };

/** "Ask the store again": whether a paired store lets us in by now. Throws `not_found`. */
export async function knockAtStore(
  ctx: ServiceContext,
  actor: Actor,
  input: { storeId: string },
): Promise<Knock> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "ask the store");
  const { storeId } = input;
  const store = z.uuid().safeParse(storeId).success
    ? await ctx.db.withTenant(actor.tenantId, (tx) =>
        tx.store.findFirst({ where: { id: storeId, pairedAt: { not: null } }, select: { baseUrl: true } }),
      )
    : null;
  if (!store) throw notFound("There is no such store.");
  const proof = await decidePendingKey(ctx, { tenantId: actor.tenantId, storeId });
  if (proof === "proved") return { ok: true };
  const problem = proof === "refused" ? "ping_refused" : "ping_unavailable";
  const facts = { host: hostOf(store.baseUrl) };
  return { ok: false, problem, sentence: pairingSentence(problem, facts), hint: pairingHint(problem, facts) };
}
