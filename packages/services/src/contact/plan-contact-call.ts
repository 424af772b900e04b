import { MAX_ITEMS_PER_CALL, splitIntoCalls } from "@counterfoil/core/batch";
import {
  type ContactChoice,
  chooseContacts,
  foldName,
  namesOf,
  numbersOf,
} from "@counterfoil/core/contact-directory";
import { type ContactDraft, contactDraftSchema } from "@counterfoil/core/draft";
import type { ContactChange, LedgerOperation } from "@counterfoil/core/ports";
import type { SystemDoor } from "@counterfoil/db/database";
import {
  findDirectoryContacts,
  listContactsOnTheirWay,
  readContactFacts,
  saveContactChoices,
} from "@counterfoil/db/system/contact-directory";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { ReadyPosting } from "@counterfoil/db/system/ready-postings";
import type { ServiceContext } from "../context.ts";
import type { PlannedCall } from "../posting/build-call.ts";
import { settleWithoutCall } from "./settle-without-call.ts";

/** A decision for a few more than one call takes, so that a full one is known to be full. */
const LOOK_AT = 2 * MAX_ITEMS_PER_CALL;

type Chosen = { posting: ReadyPosting; draft: ContactDraft; choice: ContactChoice };

/**
 * The next call for contacts, all of one connection whose directory is up to date: creations, or changes by id. "again"
 * when some of them needed no call, or have changed meanwhile. Runs under the drain's lease.
 */
export async function planContactCall(
  ctx: ServiceContext,
  input: { lane: Lane; organisationId: string; ready: readonly ReadyPosting[] },
): Promise<PlannedCall | "again"> {
  const chosen = await chooseAll(ctx.db.system, { ...input, ready: input.ready.slice(0, LOOK_AT) });
  const settled = chosen.filter(({ choice }) => choice.do === "use" || choice.do === "hold");
  if (settled.length > 0) {
    await settleWithoutCall(ctx, settled);
    return "again";
  }
  const isNew = chosen[0]?.choice.do === "create";
  const alike = chosen.filter(({ choice }) => (choice.do === "create") === isNew);
  const maxItems = Math.min(MAX_ITEMS_PER_CALL, alike[0]?.posting.batchMax ?? 1);
  const calls = splitIntoCalls(alike, {
    bytesOf: ({ draft }) => Buffer.byteLength(JSON.stringify(draft)) * 1.2,
    maxItems,
  });
  const items = (calls[0] ?? []).filter(({ posting }) => posting.batchMax >= maxItems);
  return {
    operation: operationOf(items),
    postings: items.map(({ posting }) => posting),
    isFull: calls.length > 1 || items.length >= maxItems,
    beforeSending: () => keepChoices(ctx.db.system, items),
  };
}

async function chooseAll(
  door: SystemDoor,
  input: { lane: Lane; organisationId: string; ready: readonly ReadyPosting[] },
): Promise<Chosen[]> {
  const { lane, organisationId, ready } = input;
  const facts = new Map(
    (
      await readContactFacts(
        door,
        ready.map(({ id }) => id),
      )
    ).map((each) => [each.id, each]),
  );
  const wanted = ready.flatMap((posting) => {
    const known = facts.get(posting.id);
    return known ? [{ posting, draft: contactDraftSchema.parse(posting.draft), ...known }] : [];
  });
  const refusedIds = wanted.flatMap(({ refusals }) =>
    refusals.flatMap((refusal) => (refusal.startsWith("contact:") ? [refusal.slice("contact:".length)] : [])),
  );
  const directory = await findDirectoryContacts(door, {
    organisationId,
    names: wanted.flatMap(({ draft }) => namesOf(draft).map(foldName)),
    numbers: wanted.flatMap(({ draft }) => numbersOf(draft)),
    ids: [...wanted.flatMap(({ xeroId }) => (xeroId === null ? [] : [xeroId])), ...refusedIds],
  });
  const onTheirWay = await listContactsOnTheirWay(door, lane);
  const choices = chooseContacts(wanted, { directory, onTheirWay });
  return wanted.flatMap(({ posting, draft }, position) => {
    const choice = choices[position];
    return choice ? [{ posting, draft, choice }] : [];
  });
}

function operationOf(items: readonly Chosen[]): LedgerOperation {
  const created = items.flatMap(({ draft, choice }) =>
    choice.do === "create"
      ? [{ draft: { ...draft, contactNumber: choice.contactNumber }, contactId: null, name: choice.name }]
      : [],
  );
  if (created.length > 0) return { kind: "create", what: "contact", items: created };
  const changed = items.flatMap(({ draft, choice }): ContactChange[] => {
    if (choice.do === "update")
      return [{ contactId: choice.contactId, contactNumber: null, name: choice.name, draft }];
    if (choice.do !== "adopt") return [];
    return [{ contactId: choice.contactId, contactNumber: choice.contactNumber, name: null, draft: null }];
  });
  return { kind: "update-contacts", items: changed };
}

/** Null when one of them has changed since it was read. */
async function keepChoices(door: SystemDoor, items: readonly Chosen[]): Promise<ReadyPosting[] | null> {
  const versions = await saveContactChoices(
    door,
    items.map(({ posting, choice }) => ({ id: posting.id, version: posting.version, choice })),
  );
  const kept = items.flatMap(({ posting }) => {
    const version = versions.get(posting.id);
    return version === undefined ? [] : [{ ...posting, version }];
  });
  return kept.length === items.length ? kept : null;
}
