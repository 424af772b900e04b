/**
 * The websites of the tenant that some open binding takes documents of, in the order in which they were first seen: the plan covers
 * the first of them. Website 0 is Magento's own and none.
 */
export const WEBSITES_IN_USE = `
  SELECT v.store_id, v.website_id, row_number() OVER (ORDER BY min(v.first_seen_at), v.store_id, v.website_id) AS place
  FROM store_view v JOIN store s ON s.id = v.store_id AND s.status <> 'disconnected'
  WHERE v.website_id <> 0 AND EXISTS (
    SELECT 1 FROM binding b WHERE b.store_id = v.store_id AND b.status = 'active'
      AND (cardinality(b.website_filter) = 0 OR v.website_id = ANY (b.website_filter))
      AND (cardinality(b.store_filter) = 0 OR v.magento_store_id = ANY (b.store_filter)))
  GROUP BY v.store_id, v.website_id`;
