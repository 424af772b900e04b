import type { PostingState } from "@counterfoil/core/posting";
import { type Word, wordOf, words } from "@counterfoil/core/words";
import type { Actor, ServiceContext } from "../context.ts";
import { parkedBy } from "./describe-document.ts";
import { type BindingParking, findParking } from "./find-parking.ts";

export type WordCounts = Record<Word, number>;

type Input = { bindingId?: string; parking?: Map<string, BindingParking> };

/** How many documents each of the five words stands for at this moment, over all bindings or in one. */
export async function countDocuments(
  ctx: ServiceContext,
  actor: Actor,
  input: Input = {},
): Promise<WordCounts> {
  const total = noDocuments();
  for (const counts of (await countByBinding(ctx, actor, input)).values())
    for (const word of words) total[word] += counts[word];
  return total;
}

/** The same for each binding; one without documents is not in it. */
export async function countByBinding(
  ctx: ServiceContext,
  actor: Actor,
  input: Input = {},
): Promise<Map<string, WordCounts>> {
  const parking = input.parking ?? (await findParking(ctx, actor));
  const groups = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<{
      bindingId: string;
      state: PostingState;
      isFetched: boolean;
      documents: number;
    }>(
      `SELECT t.binding_id AS "bindingId", t.state, t.is_fetched AS "isFetched", sum(t.documents)::int AS documents
       FROM tally t JOIN binding b ON b.id = t.binding_id
       WHERE b.environment = (SELECT environment FROM tenant) AND ($1::uuid IS NULL OR t.binding_id = $1) GROUP BY 1, 2, 3`,
      [input.bindingId ?? null],
    );
    return rows;
  });
  const bindings = new Map<string, WordCounts>();
  for (const group of groups) {
    const counts = bindings.get(group.bindingId) ?? noDocuments();
    const word = parkedBy(group, parking.get(group.bindingId) ?? null) ? "Waiting" : wordOf(group.state);
    counts[word] += group.documents;
    bindings.set(group.bindingId, counts);
  }
  return bindings;
}

export const noDocuments = () => Object.fromEntries(words.map((word) => [word, 0])) as WordCounts;
