import type { Page } from "@playwright/test";
import axe from "axe-core";

/** What axe finds on a page as it stands: a line for each rule, with the first place. All rules, unless told. */
export async function findViolations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate("Boolean(window.axe)"))) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    ...(rules && { runOnly: { type: "rule", values: rules } }),
  };
  const { violations } = await page.evaluate<axe.AxeResults>(
    `window.axe.run(document, ${JSON.stringify(options)})`,
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes[0]?.html}`);
}
