import type { Word } from "@counterfoil/core/words";
import type { MonthAgreement } from "@counterfoil/services/document/books-agreement";

export type FigureOf =
  | { of: "magento" }
  | { of: "xero" }
  | { of: "differs" }
  | { of: "word"; word: Word }
  | { of: "leftOut"; reason: string };

/** The list behind a figure of Home: the same documents, and so the same count. */
export function hrefOfFigure(
  { month, organisationId, currency }: Pick<MonthAgreement, "month" | "organisationId" | "currency">,
  figure: FigureOf,
): string {
  const query = new URLSearchParams({
    month,
    organisationId,
    currency,
    ...filterOf(figure),
  });
  return `/dashboard/sync?${query}`;
}

function filterOf(figure: FigureOf): Record<string, string> {
  switch (figure.of) {
    case "magento":
      return {};
    case "xero":
      return { inXero: "yes" };
    case "differs":
      return { inXero: "differs" };
    case "word":
      return { word: figure.word };
    case "leftOut":
      return { word: "Left out", reason: figure.reason };
  }
}
