import { money } from "@counterfoil/core/money";
import type { MonthAgreement } from "@counterfoil/services/document/books-agreement";
import { formatMoney } from "../money.tsx";

export type Verdict = { look: "agrees" | "waits" | "needs" | "differs"; sentence: string };

/** A month in one line: calm where the books agree, by how much where they do not, and what is still missing. */
export function verdictOf(rows: readonly MonthAgreement[]): Verdict {
  const apart = rows.filter(({ unexplained }) => !money(unexplained).isZero());
  if (apart.length > 0) {
    const by = apart.map(({ unexplained, currency, organisation }) => {
      const amount = formatMoney(money(unexplained).abs().toFixed(2), currency);
      return `${organisation} holds ${amount} ${money(unexplained).isNegative() ? "less" : "more"}`;
    });
    return { look: "differs", sentence: `The books differ: ${by.join("; ")} than Magento.` };
  }
  const documents = (of: (row: MonthAgreement) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  // All of them, as they are counted below it: some stand in Xero, and what came of them needs somebody.
  const needs = documents(({ needsYou }) => needsYou.documents);
  const waits = documents(({ waiting, onItsWay }) => waiting.missing.documents + onItsWay.missing.documents);
  const out = documents(({ leftOut }) => leftOut.reduce((sum, each) => sum + each.documents, 0));
  const both = documents(({ xero }) => xero.documents);
  if (needs > 0 || waits > 0) {
    const missing = [
      ...(needs > 0 ? [`${counted(needs)} ${needs === 1 ? "needs" : "need"} you`] : []),
      ...(waits > 0 ? [`${counted(waits)} ${waits === 1 ? "is" : "are"} still to go`] : []),
    ];
    const soFar = both > 0 ? "What is in Xero agrees to the cent. " : "";
    return {
      look: needs > 0 ? "needs" : "waits",
      sentence: `${soFar}${missing.join(", ")}.`,
    };
  }
  const left = out > 0 ? ` ${counted(out)} left out.` : "";
  if (both === 0) return { look: "agrees", sentence: `Nothing belongs in Xero.${left}` };
  return { look: "agrees", sentence: `The books agree to the cent: ${counted(both)}.${left}` };
}

function counted(documents: number): string {
  return documents === 1 ? "1 document" : `${documents.toLocaleString("en-GB")} documents`;
}
