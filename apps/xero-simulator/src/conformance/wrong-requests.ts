import { findSpecification, SPECIFICATION_MISSING } from "./find-specification.ts";
import { createOpenApiCheck, type Exchange, type OpenApiCheck } from "./openapi-check.ts";

let loaded: OpenApiCheck | null | undefined;

/** What Xero's own specification says against the requests seen, each said once; none, with a notice, where it is not here. */
export function wrongRequests(exchanges: readonly Exchange[]): string[] {
  if (loaded === undefined) loaded = load();
  const check = loaded;
  if (!check) return [];
  const requests = new Map(exchanges.map((one) => [`${one.method} ${one.url} ${one.requestBody}`, one]));
  return [...requests].flatMap(([text, exchange]) => {
    const { problems } = check.request(exchange);
    return problems.length === 0 ? [] : [`${problems.join("; ")} in ${text.slice(0, 2_000)}`];
  });
}

function load(): OpenApiCheck | null {
  const file = findSpecification();
  if (file !== null) return createOpenApiCheck(file);
  process.stderr.write(`${SPECIFICATION_MISSING}\n`);
  return null;
}
