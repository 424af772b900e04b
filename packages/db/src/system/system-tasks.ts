import type { SystemDoor } from "../database.ts";

/** True when a task of the whole system is due, and then not again for `everyMs`: a lost job comes back by itself. */
export async function claimSystemTask(
  door: SystemDoor,
  input: { name: "sweep"; everyMs: number },
): Promise<boolean> {
  const { rowCount } = await door.query(
    "UPDATE system_task SET next_run_at = now() + $2 * interval '1 ms' WHERE name = $1 AND next_run_at <= now()",
    [input.name, input.everyMs],
  );
  return rowCount === 1;
}
