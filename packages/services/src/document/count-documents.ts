import type { PostingState } from "@counterfoil/core/posting";
import { type Word, wordOf, words } from "@counterfoil/core/words";
import type { Actor, ServiceContext } from "../context.ts";
import { parkedBy } from "./describe-document.ts";
import { type BindingParking, findParking } from "./find-parking.ts";

export type WordCounts = Record<Word, number>;

/** How many documents each of the five words stands for at this moment, over all bindings or in one. */
export async function countDocuments(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId?: string; parking?: Map<string, BindingParking> } = {},
): Promise<WordCounts> {
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
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as WordCounts;
  for (const group of groups) {
    const word = parkedBy(group, parking.get(group.bindingId) ?? null) ? "Waiting" : wordOf(group.state);
    counts[word] += group.documents;
  }
  return counts;
}
