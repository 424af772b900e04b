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
  /** Null where answers carry no id of the element. */
  idField: string | null;
  /** Contacts and payments say HasValidationErrors, documents HasErrors, allocations neither. */
  flag: "HasErrors" | "HasValidationErrors" | null;
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
  const results = call.isRefusedInside
    ? elements.map((element) => refusedByFault(shape, element))
    : elements.map(write);
  const failed = results.filter((result) => !result.isOk).length;
  const counts = { elements: results.length, ok: results.length - failed, errors: failed };

  const isSummarised = (parameter(call, "summarizeErrors") ?? "true").toLowerCase() !== "false";
  if (failed > 0 && isSummarised && !call.isRefusedInside) {
    if (call.switches.failedBatch === "none-stored") rollBack(call.journal);
    return {
      ...validationException(results.map((result) => inException(call, result, shape))),
      counts: { ...counts, ok: 0 },
    };
  }
  return envelope(
    call,
    { [shape.plural]: results.map((result) => inEnvelope(call, result, shape)) },
    { counts },
  );
}

function inException(call: AccountingCall, result: ElementResult, shape: BatchShape): JsonObject {
  if (result.isOk) {
    const isTaken = result.isCreated && call.switches.failedBatch === "none-stored";
    const taken = isTaken ? idOf(shape, ZERO_ID) : {};
    return { ...result.element, ...taken, ...flagOf(shape, false), ValidationErrors: [] };
  }
  return {
    ...result.echo,
    ...idOf(shape, result.id),
    ...flagOf(shape, true),
    ValidationErrors: messages(result.errors),
  };
}

function idOf(shape: BatchShape, id: string): JsonObject {
  return shape.idField === null ? {} : { [shape.idField]: id };
}

function flagOf(shape: BatchShape, hasErrors: boolean): JsonObject {
  return shape.flag === null ? {} : { [shape.flag]: hasErrors };
}

/** A fault: a 200 whose elements are all refused, as the official Payments example is one. */
function refusedByFault(shape: BatchShape, element: Fields): ElementResult {
  const echo = Object.fromEntries(element.names().map((name) => [element.spelling(name), element.raw(name)]));
  // UNVERIFIED text
  const errors = [`${shape.plural} could not be saved`];
  return { isOk: false, errors, id: ZERO_ID, echo };
}

function inEnvelope(call: AccountingCall, result: ElementResult, shape: BatchShape): JsonObject {
  if (!result.isOk) return { ...inException(call, result, shape), StatusAttributeString: "ERROR" };
  const hasWarnings = result.warnings.length > 0;
  return {
    ...result.element,
    StatusAttributeString: hasWarnings ? "WARNING" : "OK",
    ...flagOf(shape, false),
    Warnings: hasWarnings ? messages(result.warnings) : undefined,
  };
}

function messages(texts: string[]): { Message: string }[] {
  return texts.map((Message) => ({ Message }));
}
