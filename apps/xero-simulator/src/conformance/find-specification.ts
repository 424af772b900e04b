import { existsSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const BESIDE = path.resolve(ROOT, "../shared/data/xero_accounting.yaml");

/** What to print where there is no specification. */
export const SPECIFICATION_MISSING =
  "Xero's OpenAPI specification is not here, so nothing is checked against it: take xero_accounting.yaml from " +
  "https://github.com/XeroAPI/Xero-OpenAPI and set XERO_OPENAPI_PATH to it.";

/**
 * The file of Xero's accounting specification: XERO_OPENAPI_PATH, else the copy beside the checkout, else null.
 * A path that is set and wrong throws; so does a missing copy in CI where its folder is there: a skip would look green.
 */
export function findSpecification(env: Record<string, string | undefined> = process.env): string | null {
  const given = env.XERO_OPENAPI_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`XERO_OPENAPI_PATH names no file: ${given}`);
    return given;
  }
  if (existsSync(BESIDE)) return BESIDE;
  if (env.CI && existsSync(path.dirname(BESIDE))) throw new Error(`${BESIDE} is missing`);
  return null;
}
