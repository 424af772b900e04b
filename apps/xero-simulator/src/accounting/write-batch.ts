import { ZERO_ID } from "../ids.ts";
import { parameter } from "../query/parameters.ts";
import { rollBack } from "../state/journal.ts";
import type { Answer } from "../wire/answer.ts";
import { validationException } from "../wire/errors.ts";
import type { Fields } from "../wire/fields.ts";
import type { JsonObject } from "../wire/json.ts";
import { type AccountingCall, envelope } from "./accounting-call.ts";

/** How one element of a write fared. */
export type ElementResult =
  | { isOk: true; isCreated: boolean; warnings: string[]; element: JsonObject }
  | { isOk: false; errors: string[]; id: string; echo: JsonObject };

export interface BatchShape {
  plural: string;
  idField: string;
  /** Contacts and payments say HasValidationErrors, documents HasErrors. */
  flag: "HasErrors" | "HasValidationErrors";
}

/**
 * Works through the elements in order. By default one bad element refuses all and nothing is stored;
 * with `summarizeErrors=false` the good ones are stored and each element tells its own fate.
 */
export function writeBatch(
  call: AccountingCall,
  shape: BatchShape,
  elements: Fields[],
  write: (element: Fields) => ElementResult,
): Answer {
  const results = elements.map(write);
  const failed = results.filter((result) => !result.isOk).length;
  const counts = { elements: results.length, ok: results.length - failed, errors: failed };

  const isSummarised = (parameter(call, "summarizeErrors") ?? "true").toLowerCase() !== "false";
  if (failed > 0 && isSummarised) {
    rollBack(call.journal);
    return {
      ...validationException(results.map((result) => inException(result, shape))),
      counts: { ...counts, ok: 0 },
    };
  }
  return envelope(call, { [shape.plural]: results.map((result) => inEnvelope(result, shape)) }, { counts });
}

function inException(result: ElementResult, shape: BatchShape): JsonObject {
  if (result.isOk) {
    const taken = result.isCreated ? { [shape.idField]: ZERO_ID } : {};
    return { ...result.element, ...taken, [shape.flag]: false, ValidationErrors: [] };
  }
  return {
    ...result.echo,
    [shape.idField]: result.id,
    [shape.flag]: true,
    ValidationErrors: messages(result.errors),
  };
}

function inEnvelope(result: ElementResult, shape: BatchShape): JsonObject {
  if (!result.isOk) return { ...inException(result, shape), StatusAttributeString: "ERROR" };
  const hasWarnings = result.warnings.length > 0;
  return {
    ...result.element,
    StatusAttributeString: hasWarnings ? "WARNING" : "OK",
    [shape.flag]: false,
    Warnings: hasWarnings ? messages(result.warnings) : undefined,
  };
}

function messages(texts: string[]): { Message: string }[] {
  return texts.map((Message) => ({ Message }));
}
