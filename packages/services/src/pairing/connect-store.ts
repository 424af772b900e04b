import type { PairOutcome } from "@counterfoil/core/ports";
import { storeAddress } from "@counterfoil/core/store-address";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { decidePendingKey } from "./decide-pending-key.ts";
import { explainRefusedCode } from "./explain-refused-code.ts";
import { type OpenPairing, openPairing } from "./open-pairing.ts";
import { type PairingProblem, type ProofProblem, pairingHint, pairingSentence } from "./pairing-sentences.ts";
import { dropPendingKey, promoteStoreKey } from "./promote-store-key.ts";

export type ConnectStoreResult =
  | {
      ok: true;
      storeId: string;
      host: string;
      /** Paired, but the store does not let us in yet: said beside the success. */
      warning: { problem: ProofProblem; sentence: string } | null;
    }
  | {
      ok: false;
      problem: PairingProblem;
      sentence: string;
      /** For whoever maintains the shop. */
      hint: string | null;
      suggestedUrl: string | null;
    };

type Opened = Extract<OpenPairing, { ok: true }>;
type Refusal = Extract<PairOutcome, { ok: false }>;

/**
 * Pairs a store: hands it its id, a new key and our address in exchange for the code. The same address again re-opens the same store
 * with a new key. Throws `forbidden` for anyone but an owner or admin; everything else that goes wrong is a value with its sentence.
 */
export async function connectStore(
  ctx: ServiceContext,
  actor: Actor,
  input: { baseUrl: string; pairingCode: string },
): Promise<ConnectStoreResult> {
  requireRole(actor, ["owner", "admin"], "pair a store", "magento");
  const address = storeAddress(input.baseUrl);
  if (!address.ok) return failure(address.problem, { baseUrl: null });
  const { baseUrl } = address;
  // Exactly as pasted but for spaces around it: codes are case-sensitive.
  const pairingCode = input.pairingCode.trim();
  if (pairingCode === "") return failure("code_missing", { baseUrl });
  if (!(await mayTry(ctx, actor))) return failure("too_many_tries", { baseUrl });

  const opened = await openPairing(ctx, actor, { baseUrl, pairingCode });
  if (!opened.ok) return failure("plan_limit", { baseUrl, plan: opened.plan });
  const { storeId, apiKey } = opened;
  const outcome = await ctx.storefront.pair({
    baseUrl,
    pairingCode,
    storeId,
    apiKey,
    ledgerBaseUrl: ctx.publicUrl,
  });
  return outcome.ok
    ? settlePaired(ctx, actor, { baseUrl, opened })
    : settleRefused(ctx, actor, { baseUrl, pairingCode, opened, outcome });
}

async function settlePaired(
  ctx: ServiceContext,
  actor: Actor,
  { baseUrl, opened }: { baseUrl: string; opened: Opened },
): Promise<ConnectStoreResult> {
  const ref = { tenantId: actor.tenantId, storeId: opened.storeId };
  await promoteStoreKey(ctx, { ...ref, keyId: opened.keyId });
  await recordPaired(ctx, actor, { baseUrl, opened });
  const proof = await decidePendingKey(ctx, ref);
  return { ok: true, storeId: opened.storeId, host: hostOf(baseUrl), warning: warningOf(proof, baseUrl) };
}

async function settleRefused(
  ctx: ServiceContext,
  actor: Actor,
  {
    baseUrl,
    pairingCode,
    opened,
    outcome,
  }: { baseUrl: string; pairingCode: string; opened: Opened; outcome: Refusal },
): Promise<ConnectStoreResult> {
  const ref = { tenantId: actor.tenantId, storeId: opened.storeId };
  await endAttempt(ctx, actor, { opened, outcome: outcome.problem, detail: outcome.detail });
  if (outcome.keyNotTaken && !opened.wasOffered) await dropPendingKey(ctx, { ...ref, keyId: opened.keyId });
  // The store may hold the key although it did not say so: it, not the answer, decides.
  else {
    const proof = await decidePendingKey(ctx, ref);
    if (await isCurrent(ctx, actor, opened.keyId)) {
      await recordPaired(ctx, actor, { baseUrl, opened });
      return { ok: true, storeId: opened.storeId, host: hostOf(baseUrl), warning: warningOf(proof, baseUrl) };
    }
  }
  ctx.log.warn({ storeId: opened.storeId, problem: outcome.problem }, "pairing failed");
  const { detail, location } = outcome;
  const problem =
    outcome.problem === "code_refused"
      ? await explainRefusedCode(ctx, actor, { pairingCode })
      : outcome.problem;
  return failure(problem, {
    baseUrl,
    detail,
    suggestedUrl: suggestion(outcome.problem, { baseUrl, location }),
  });
}

function failure(
  problem: PairingProblem,
  facts: { baseUrl: string | null; detail?: string; suggestedUrl?: string | null; plan?: string },
): ConnectStoreResult {
  const { baseUrl, ...rest } = facts;
  const known = { host: hostOf(baseUrl), ...rest };
  return {
    ok: false,
    problem,
    sentence: pairingSentence(problem, known),
    hint: pairingHint(problem, known),
    suggestedUrl: facts.suggestedUrl ?? null,
  };
}

function warningOf(
  proof: Awaited<ReturnType<typeof decidePendingKey>>,
  baseUrl: string,
): { problem: ProofProblem; sentence: string } | null {
  if (proof === "proved") return null;
  const problem = proof === "refused" ? "ping_refused" : "ping_unavailable";
  return { problem, sentence: pairingSentence(problem, { host: hostOf(baseUrl) }) };
}

function suggestion(
  problem: Refusal["problem"],
  { baseUrl, location }: { baseUrl: string; location: string | null },
): string | null {
  if (problem === "http_refused") return baseUrl.replace(/^http:/, "https:");
  return location === baseUrl ? null : location;
}

function hostOf(baseUrl: string | null): string {
  return baseUrl === null ? "The store" : new URL(baseUrl).host;
}

function mayTry(ctx: ServiceContext, actor: Actor): Promise<boolean> {
  const key = `pairing:${actor.tenantId}`;
  return takeRateWindow(ctx.db.system, { key, windowMs: WINDOW_MS, limit: TRIES_PER_WINDOW });
}

async function isCurrent(ctx: ServiceContext, actor: Actor, keyId: string): Promise<boolean> {
  const found = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.storeKey.count({ where: { id: keyId, slot: "current" } }),
  );
  return found === 1;
}

async function recordPaired(
  ctx: ServiceContext,
  actor: Actor,
  { baseUrl, opened }: { baseUrl: string; opened: Opened },
): Promise<void> {
  await endAttempt(ctx, actor, { opened, outcome: "paired", detail: null });
  await ctx.db.withTenant(actor.tenantId, (tx) =>
    noteAct(tx, actor, {
      action: "store.paired",
      subject: opened.storeId,
      detail: { baseUrl },
    }),
  );
  ctx.log.info({ storeId: opened.storeId }, "paired a store");
}

async function endAttempt(
  ctx: ServiceContext,
  actor: Actor,
  { opened, outcome, detail }: { opened: Opened; outcome: string; detail: string | null },
): Promise<void> {
  await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.pairingAttempt.update({
      where: { id: opened.attemptId },
      data: { outcome, detail, endedAt: ctx.now() },
    }),
  );
}

const WINDOW_MS = 10 * 60_000;
const TRIES_PER_WINDOW = 30;
