import { cents, money, moneyText } from "@counterfoil/core/money";

/** A document as Magento raised it. */
export type Raised = {
  increment_id: string;
  kind: "invoice" | "creditmemo";
  currency: string;
  grand_total: number;
};
/** The same document in our sync history. */
export type Synced = {
  kind: "invoice" | "creditmemo";
  number: string | null;
  state: string;
  word: string;
  sentence: string;
  xeroNumber: string | null;
};
/** An invoice or credit note in the simulator's books. */
export type Booked = {
  number: string;
  status: string;
  total: string;
  reference: string | null;
  url?: string | null;
};

export type Line = {
  number: string;
  kind: string;
  currency: string;
  magentoTotal: string;
  xeroNumber: string;
  xeroTotal: string;
  state: string;
  note: string;
  copies: number;
  difference: string;
};

export type Report = {
  lines: Line[];
  posted: number;
  skipped: number;
  held: number;
  /** Failed, or not at rest. */
  other: number;
  /** Magento documents with more than one live document in Xero. */
  duplicates: number;
  /** Σ |Xero total − Magento total| over the posted ones. */
  difference: string;
};

/** Sets what Magento raised beside what the simulator's own books hold. Nothing of ours is asked for a total. */
export function buildReport(input: {
  raised: Raised[];
  synced: Synced[];
  books: { invoices: Booked[]; creditNotes: Booked[] };
}): Report {
  const lines = input.raised.map((document) => {
    const row = input.synced.find(
      (each) => each.number === document.increment_id && each.kind === document.kind,
    );
    const books = document.kind === "invoice" ? input.books.invoices : input.books.creditNotes;
    const live = books.filter(({ status }) => status !== "VOIDED" && status !== "DELETED");
    const copies = live.filter(({ number }) => isNumberOf(number, document.increment_id));
    const booked = copies.find(({ number }) => number === row?.xeroNumber);
    const isPosted = row?.state === "posted";
    const magentoTotal = cents(document.grand_total);
    return {
      number: document.increment_id,
      kind: document.kind === "invoice" ? "invoice" : "credit memo",
      currency: document.currency,
      magentoTotal: moneyText(magentoTotal),
      xeroNumber: row?.xeroNumber ?? "",
      xeroTotal: booked?.total ?? "",
      state: row?.word ?? "not seen",
      note: row && !isPosted ? row.sentence : "",
      copies: copies.length,
      // A posted document that the books do not have is wrong by all of it.
      difference: isPosted
        ? moneyText(
            money(booked?.total ?? 0)
              .minus(magentoTotal)
              .abs(),
          )
        : "0.00",
    };
  });
  const states = input.raised.map(
    (document) =>
      input.synced.find((each) => each.number === document.increment_id && each.kind === document.kind)
        ?.state,
  );
  const count = (state: string) => states.filter((each) => each === state).length;
  const [posted, skipped, held] = [count("posted"), count("skipped"), count("held")];
  return {
    lines,
    posted,
    skipped,
    held,
    other: lines.length - posted - skipped - held,
    duplicates: lines.filter((line) => line.copies > 1).length,
    difference: moneyText(lines.reduce((sum, line) => sum.plus(line.difference), money(0))),
  };
}

/** Our numbers are Magento's with a prefix; a copy that was made to get around a taken number ends in something more. */
function isNumberOf(xeroNumber: string, incrementId: string): boolean {
  return new RegExp(`(^|[^0-9])${incrementId}($|[^0-9])`).test(xeroNumber);
}

export function printTable(lines: Line[]): string {
  const head = ["Magento", "Kind", "Magento total", "Xero", "Xero total", "State"];
  const rows = lines.map((line) => [
    line.number,
    line.kind,
    `${line.magentoTotal} ${line.currency}`,
    line.xeroNumber || "–",
    line.xeroTotal ? `${line.xeroTotal} ${line.currency}` : "–",
    line.note ? `${line.state}: ${line.note}` : line.state,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const isNumber = (column: number) => column === 2 || column === 4;
  const print = (row: string[]) =>
    row
      .map((cell, column) => {
        if (column === row.length - 1) return cell;
        const width = widths[column] ?? 0;
        return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ");
  return [
    print(head),
    print(
      widths
        .slice(0, -1)
        .map((width) => "─".repeat(width))
        .concat("─────"),
    ),
    ...rows.map(print),
  ].join("\n");
}
