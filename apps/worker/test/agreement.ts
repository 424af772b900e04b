import type { BookDocument, DocumentRow, WholeSystem } from "./whole-system.ts";

const LIVE = ["DRAFT", "SUBMITTED", "AUTHORISED", "PAID"];

/**
 * All that speaks against the promise, as sentences: documents that are posted and not in Xero exactly once with Magento's
 * total, and live documents in Xero that no posted one stands for.
 */
export async function disagreements(system: WholeSystem): Promise<string[]> {
  const rows = await system.documents();
  const books = await system.books();
  const problems: string[] = [];
  for (const kind of ["invoice", "creditmemo"] as const) {
    const live = (kind === "invoice" ? books.invoices : books.creditNotes).filter(({ status }) =>
      LIVE.includes(status),
    );
    const posted = rows.filter((row) => row.kind === kind && row.main_state === "posted");
    for (const row of posted) problems.push(...check(row, live));
    const known = new Set(posted.map((row) => row.number));
    for (const { number } of live)
      if (!known.has(number)) problems.push(`${kind} ${number} is in Xero and nobody posted it`);
  }
  return problems;
}

function check(row: DocumentRow, live: BookDocument[]): string[] {
  const found = live.filter(({ number }) => number === row.number);
  const name = `${row.kind} ${row.increment_id}`;
  if (found.length !== 1) return [`${name} is in Xero ${found.length} times`];
  const isEqual = Number(found[0]?.total) === Number(row.grand_total);
  return isEqual ? [] : [`${name}: Xero ${found[0]?.total}, Magento ${row.grand_total}`];
}
