import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const BESIDE = path.resolve(ROOT, "../shared/data/xero_accounting.yaml");
const HOW_TO_GET_IT =
  "take xero_accounting.yaml from https://github.com/XeroAPI/Xero-OpenAPI and set XERO_OPENAPI_PATH to it.";

/** What to print where there is no specification. */
export const SPECIFICATION_MISSING = `Xero's OpenAPI specification is not here, so nothing is checked against it: ${HOW_TO_GET_IT}`;

/**
 * The file of Xero's accounting specification: XERO_OPENAPI_PATH, else the copy beside the checkout, else null. A path
 * that is set and cannot be read throws; with XERO_OPENAPI_REQUIRED, as in CI, so does having none: a skip would look green.
 */
export function findSpecification(
  env: Record<string, string | undefined> = process.env,
  beside = BESIDE,
): string | null {
  const given = env.XERO_OPENAPI_PATH;
  if (given) {
    if (!isReadable(given)) throw new Error(`XERO_OPENAPI_PATH names no file that can be read: ${given}`);
    return given;
  }
  if (isReadable(beside)) return beside;
  if (!env.XERO_OPENAPI_REQUIRED) return null;
  throw new Error(
    `XERO_OPENAPI_REQUIRED is set and Xero's OpenAPI specification cannot be read at ${beside}: ${HOW_TO_GET_IT}`,
  );
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
