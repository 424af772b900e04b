import type { PlannedDocument, PlannedLine } from "./planned-document.ts";

/** The plans for a person to read: a heading, the lines as they would stand in Xero, what they were made of. */
export function printPlans(plans: readonly PlannedDocument[]): string {
  if (plans.length === 0) return "No documents.\n";
  return `${plans.map(printPlan).join("\n\n")}\n\n${summary(plans)}\n`;
}

function printPlan(plan: PlannedDocument): string {
  const name = [
    names[plan.kind],
    plan.increment_id ?? (plan.magento_id === null ? "" : `id ${plan.magento_id}`),
  ];
  const amount = plan.grand_total === null ? "" : `, ${plan.grand_total} ${plan.currency ?? ""}`.trimEnd();
  const head = `${name.filter((part) => part !== "").join(" ")}${amount}: ${outcomes[plan.outcome]}${plan.reason ? ` (${plan.reason})` : ""}`;
  const total = plan.total === null ? [] : [`  Xero's total ${plan.total}, difference ${plan.difference}`];
  const lines = [
    head,
    ...plan.lines.flatMap(printLine),
    ...total,
    ...plan.explanation.map((text) => `  ${text}`),
  ];
  return lines.map(printable).join("\n");
}

function printLine(line: PlannedLine): string[] {
  const name = line.description.replaceAll("\n", " ");
  const discount = Number(line.discount) === 0 ? "" : ` less ${line.discount}`;
  return [
    `  ${short(name)}`,
    `      ${line.net}${discount}, tax ${line.tax} ${line.tax_type ?? ""}, account ${line.account ?? "none"}`,
    `      ${line.from}`,
    `      ${line.rule}`,
  ];
}

function summary(plans: readonly PlannedDocument[]): string {
  const counts = Object.entries(outcomes).flatMap(([outcome, words]) => {
    const count = plans.filter((plan) => plan.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `${plans.length} ${plans.length === 1 ? "document" : "documents"}: ${counts.join(", ")}`;
}

const names: Record<PlannedDocument["kind"], string> = {
  invoice: "Invoice",
  creditmemo: "Credit memo",
  payment: "Payment",
  customer: "Customer",
  unknown: "Not a document",
};

const outcomes: Record<PlannedDocument["outcome"], string> = {
  post: "post",
  post_with_rounding: "post with a rounding line",
  post_with_adjustment: "post with an adjustment line",
  hold: "hold",
  skip: "leave out",
};

function short(text: string): string {
  const characters = [...text];
  return characters.length <= 100 ? text : `${characters.slice(0, 99).join("")}…`;
}

/** A terminal must not obey what a document says. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, "\uFFFD");
}
