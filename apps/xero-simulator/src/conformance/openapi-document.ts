import { readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  required?: string[];
  readOnly?: boolean;
  additionalProperties?: boolean;
  [keyword: string]: unknown;
}

interface Parameter {
  $ref?: string;
  in?: string;
  name?: string;
  required?: boolean;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
  $ref?: string;
}

interface PathOperation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export interface OpenApiDocument {
  info: { version: string };
  paths: Record<string, { parameters?: Parameter[] } & Record<string, unknown>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Content>;
    parameters: Record<string, Parameter>;
  };
}

/** One verb on one path of the specification, its references followed. */
export interface Operation {
  operationId: string;
  method: string;
  path: string;
  pattern: RegExp;
  queryNames: ReadonlySet<string>;
  /** Null where the specification names no JSON body. */
  request: Schema | null;
  /** By status, as the specification writes it. */
  responses: ReadonlyMap<string, Schema>;
}

const METHODS = ["get", "put", "post", "delete"];

/** YAML 1.2 core: unquoted dates stay text. Keywords beside a `$ref` are dropped, as OpenAPI 3.0 says to. */
export function loadOpenApi(file: string): OpenApiDocument {
  const document: OpenApiDocument = parse(readFileSync(file, "utf8"), {
    schema: "core",
    uniqueKeys: false,
    prettyErrors: false,
  });
  for (const schema of Object.values(document.components.schemas)) dropSiblings(schema);
  return document;
}

/** Every operation, paths with the fewest placeholders first. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const found = item[method] as PathOperation | undefined;
      return found ? [operation(document, { path, method, found, shared: item.parameters ?? [] })] : [];
    }),
  );
  const placeholders = (path: string) => path.split("{").length;
  return operations.sort((left, right) => placeholders(left.path) - placeholders(right.path));
}

function operation(
  document: OpenApiDocument,
  {
    path,
    method,
    found,
    shared,
  }: { path: string; method: string; found: PathOperation; shared: Parameter[] },
): Operation {
  const parameters = [...shared, ...(found.parameters ?? [])].map((one) =>
    one.$ref ? document.components.parameters[last(one.$ref)] : one,
  );
  const responses = Object.entries(found.responses).flatMap(([status, response]): [string, Schema][] => {
    const content = response.$ref ? document.components.responses[last(response.$ref)] : response;
    const schema = content?.content?.["application/json"]?.schema;
    return schema ? [[status, schema]] : [];
  });
  return {
    operationId: found.operationId,
    method: method.toUpperCase(),
    path,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`, "i"),
    queryNames: new Set(parameters.flatMap((one) => (one?.in === "query" && one.name ? [one.name] : []))),
    request: found.requestBody?.content?.["application/json"]?.schema ?? null,
    responses: new Map(responses),
  };
}

function dropSiblings(schema: Schema): void {
  if (schema.$ref !== undefined) {
    for (const keyword of Object.keys(schema))
      if (keyword !== "$ref" && keyword !== "readOnly") delete schema[keyword];
    return;
  }
  for (const property of Object.values(schema.properties ?? {})) dropSiblings(property);
  if (schema.items) dropSiblings(schema.items);
}

function last(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}
