import { reasonTitle } from "@counterfoil/core/reason-titles";
import { isReasonCode } from "@counterfoil/core/reasons";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { csvLine } from "./csv-line.ts";
import { type DocumentRow, listDocuments } from "./list-documents.ts";

const AT_ONCE = 500;

/**
 * The filtered list as CSV for spreadsheets: UTF-8 with its mark, RFC 4180, the words and sentences that people read, and no cell that a
 * spreadsheet would calculate. Read by keyset, a chunk each, so that the longest history takes no memory. Throws before the first chunk
 * where the filters cannot be read.
 */
export async function documentCsv(
  ctx: ServiceContext,
  actor: Actor,
  input: Record<string, unknown>,
): Promise<AsyncGenerator<string>> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "export documents");
  const first = await listDocuments(ctx, actor, { ...input, cursor: null, limit: AT_ONCE });
  return chunks();

  async function* chunks(): AsyncGenerator<string> {
    yield `\uFEFF${csvLine(columns.map(([title]) => title))}`;
    for (let page = first; ; ) {
      yield page.rows.map((row) => csvLine(columns.map(([, cell]) => cell(row, ctx.publicUrl)))).join("");
      if (page.nextCursor === null) return;
      page = await listDocuments(ctx, actor, { ...input, cursor: page.nextCursor, limit: AT_ONCE });
    }
  }
}

const columns: readonly (readonly [string, (row: DocumentRow, publicUrl: string) => string | null])[] = [
  ["Number", (row) => row.number],
  ["Magento id", (row) => row.magentoId],
  ["Kind", (row) => (row.kind === "invoice" ? "Invoice" : "Credit memo")],
  ["Day", (row) => row.date],
  ["Customer", (row) => row.customer],
  ["Currency", (row) => row.currency],
  ["Magento total", (row) => row.magentoTotal],
  ["Xero total", (row) => row.xeroTotal],
  ["Difference", (row) => row.difference],
  ["State", (row) => row.word],
  ["Reason", (row) => (row.reason !== null && isReasonCode(row.reason) ? reasonTitle(row.reason) : null)],
  ["What happened", (row) => [row.sentence, row.note].filter(Boolean).join(" ")],
  ["Xero number", (row) => row.xeroNumber],
  ["Led to", (row) => row.marks.map(({ label }) => label).join("; ")],
  ["Store", (row) => row.store],
  ["Organisation", (row) => row.organisation],
  ["Last change", (row) => row.updatedAt],
  ["Link", (row, publicUrl) => `${publicUrl}/dashboard/documents/${row.id}`],
];
