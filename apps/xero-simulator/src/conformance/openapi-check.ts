import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { loadOpenApi, type Operation, operationsOf, type Schema } from "./openapi-document.ts";
import { requestSchemas, requiredFor } from "./request-overlay.ts";

export interface Exchange {
  method: string;
  /** With its query string, without the origin. */
  url: string;
  requestBody: string;
  status: number;
  contentType: string | null;
  responseBody: string;
}

export interface Verdict {
  /** The specification's operationId; null where it names no such call. */
  operationId: string | null;
  problems: string[];
}

export interface OpenApiCheck {
  version: string;
  schemaCount: number;
  request(exchange: Exchange): Verdict;
  /** Answers may hold more than the specification knows. Gateway refusals and bodies that are not JSON are not in it. */
  response(exchange: Exchange): Verdict;
  /** Fields of an answer that the specification does not name, as `Envelope/Field` paths without indices. */
  undeclared(exchange: Exchange): string[];
}

const PREFIX = "/api.xro/2.0";

/** Holds calls against Xero's own specification; `file` is its YAML. Takes about two seconds. */
export function createOpenApiCheck(file: string): OpenApiCheck {
  const document = loadOpenApi(file);
  const operations = operationsOf(document);
  const open = createAjv(document.components.schemas);
  const closed = createAjv(requestSchemas(document.components.schemas));
  const shut = createAjv(shutSchemas(document.components.schemas));
  for (const name of Object.keys(document.components.schemas))
    open.schema({ $ref: `#/components/schemas/${name}` });

  const find = ({ method, url }: Exchange): Operation | null => {
    const path = decodeURI(url.split("?", 1)[0] ?? "").slice(PREFIX.length);
    return operations.find((one) => one.method === method && one.pattern.test(path)) ?? null;
  };

  return {
    version: document.info.version,
    schemaCount: Object.keys(document.components.schemas).length,

    request(exchange) {
      const operation = find(exchange);
      if (!operation) return { operationId: null, problems: ["the specification has no such call"] };
      const { operationId, request, queryNames } = operation;
      const query = new URLSearchParams(exchange.url.split("?", 2)[1] ?? "");
      const problems = [...query.keys()]
        .filter((name) => !queryNames.has(name))
        .map((name) => `query parameter ${name} is not one of ${operationId}`);
      if (request) {
        const body = parsed(exchange.requestBody);
        problems.push(...failures(closed.schema(request), body));
        const required = requiredFor(operationId);
        if (required) problems.push(...failures(closed.schema(required), body));
      }
      return { operationId, problems };
    },

    response(exchange) {
      const operation = find(exchange);
      const schema = operation && answerSchema(operation, exchange);
      if (!operation || !schema) return { operationId: operation?.operationId ?? null, problems: [] };
      const body = parsed(exchange.responseBody);
      return { operationId: operation.operationId, problems: failures(open.schema(schema), body) };
    },

    undeclared(exchange) {
      const operation = find(exchange);
      const schema = operation && answerSchema(operation, exchange);
      if (!schema || exchange.status !== 200) return [];
      const validate = shut.schema(schema);
      validate(parsed(exchange.responseBody));
      const extra = (validate.errors ?? []).filter(({ keyword }) => keyword === "additionalProperties");
      return extra.map(({ instancePath, params }) =>
        `${instancePath}/${params.additionalProperty}`.replace(/\/\d+(?=\/)/g, ""),
      );
    },
  };
}

/** The answer's own status, else its 400 for refusals; null for what the specification leaves to the gateway. */
function answerSchema(operation: Operation, { status, contentType }: Exchange): Schema | null {
  if (!contentType?.startsWith("application/json")) return null;
  const declared = operation.responses.get(String(status));
  if (declared) return declared;
  return status === 400 || status === 501 ? { $ref: "#/components/schemas/Error" } : null;
}

function createAjv(schemas: Record<string, Schema>) {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addFormat("byte", true);
  ajv.addFormat("binary", true);
  ajv.addSchema({ components: { schemas } }, "xero");
  const compiled = new Map<string, ValidateFunction>();
  return {
    schema(schema: Schema): ValidateFunction {
      const text = JSON.stringify(schema).replaceAll('"#/', '"xero#/');
      const known = compiled.get(text);
      if (known) return known;
      const made = ajv.compile(JSON.parse(text));
      compiled.set(text, made);
      return made;
    },
  };
}

/** Every object closed, so that what is not named shows. */
function shutSchemas(schemas: Record<string, Schema>): Record<string, Schema> {
  const shut = (schema: Schema): Schema => {
    if (schema.items) return { ...schema, items: shut(schema.items) };
    if (!schema.properties) return schema;
    const properties = Object.entries(schema.properties).map(([name, one]) => [name, shut(one)]);
    return { ...schema, properties: Object.fromEntries(properties), additionalProperties: false };
  };
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, shut(schema)]));
}

function failures(validate: ValidateFunction, body: unknown): string[] {
  return validate(body) ? [] : (validate.errors ?? []).map(sentence);
}

function sentence({ instancePath, message, params, data }: ErrorObject): string {
  const detail = params.additionalProperty ?? params.allowedValues ?? "";
  const value = typeof data === "string" || typeof data === "number" ? ` (${String(data).slice(0, 60)})` : "";
  return `${instancePath || "/"} ${message ?? "is wrong"} ${String(detail).slice(0, 120)}${value}`.trim();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
