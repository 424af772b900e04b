import pg from "pg";

/**
 * For tests of what meets: holds the rows that `lock` selects FOR UPDATE until all that is begun waits in this database, or is over,
 * then lets it go. So everybody has read before anybody writes, on any machine.
 */
export async function atOnce<T>(
  input: { ownerUrl: string; lock: string; values: unknown[] },
  begin: () => Promise<T>[],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: input.ownerUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(input.lock, input.values);
    let pending = 0;
    const all = begin().map((work) => {
      pending += 1;
      return work.finally(() => {
        pending -= 1;
      });
    });
    const results = Promise.allSettled(all);
    for (const endsAt = Date.now() + 60_000; (await waiting(client)) < pending; ) {
      if (Date.now() > endsAt) throw new Error("Not all of it came to wait.");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await client.query("COMMIT");
    await results;
    return await Promise.all(all);
  } finally {
    await client.end();
  }
}

async function waiting(client: pg.Client): Promise<number> {
  // Inside a transaction `pg_stat_activity` stays as it was first seen.
  await client.query("SELECT pg_stat_clear_snapshot()");
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(DISTINCT pid)::int AS count FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE NOT granted AND datname = current_database()`,
  );
  return rows[0]?.count ?? 0;
}
