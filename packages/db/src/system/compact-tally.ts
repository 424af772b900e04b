import type { SystemDoor } from "../database.ts";
import { retryDeadlock } from "../retry-deadlock.ts";

/** Below so many fresh rows, adding them up is quicker than putting them together. */
const WORTH_IT = 200;

/**
 * Puts the counters' rows of every busy tenant together. One statement, so that whoever adds them up meanwhile sees them before or after;
 * rows that are added meanwhile stay for the next time. May be run at any time, by several at once.
 */
export async function compactTally(door: SystemDoor): Promise<void> {
  await retryDeadlock(() =>
    door.query(
      `WITH busy AS (SELECT tenant_id FROM tally WHERE is_fresh GROUP BY tenant_id HAVING count(*) >= $1),
            gone AS (DELETE FROM tally t USING busy WHERE t.tenant_id = busy.tenant_id RETURNING t.*)
       INSERT INTO tally (tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero,
                          documents, magento_total, xero_total, is_fresh)
       SELECT tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero,
              sum(documents), sum(magento_total), sum(xero_total), false
       FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
       HAVING sum(documents) <> 0 OR sum(magento_total) <> 0 OR sum(xero_total) <> 0`,
      [WORTH_IT],
    ),
  );
}
