import type { AccountingCall } from "../accounting/accounting-call.ts";
import { isGuid } from "../ids.ts";
import { refuseQuery } from "../wire/errors.ts";

/** Refuses a query parameter the endpoint does not have, or has twice: one that is ignored would hide a caller's mistake. */
export function refuseUnknownParameters(call: AccountingCall, allowed: readonly string[]): void {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  const seen = new Set<string>();
  for (const name of call.query.keys()) {
    const folded = name.toLowerCase();
    if (!names.has(folded))
      refuseQuery(`The query parameter '${name.slice(0, 100)}' is not supported by this endpoint`);
    if (seen.has(folded)) refuseQuery(`The query parameter '${name}' is given more than once`);
    seen.add(folded);
  }
}

/** A parameter whatever its case; an empty one counts as absent. */
export function parameter(call: AccountingCall, name: string): string | undefined {
  for (const [key, value] of call.query) {
    if (key.toLowerCase() === name.toLowerCase() && value !== "") return value;
  }
  return undefined;
}

export function idList(call: AccountingCall, name: string): Set<string> | undefined {
  const list = textList(call, name);
  if (!list) return undefined;
  for (const id of list)
    if (!isGuid(id)) refuseQuery(`The value '${id.slice(0, 100)}' of ${name} is not a valid guid`);
  return new Set([...list].map((id) => id.toLowerCase()));
}

/** An empty list is refused: to take it for no filter at all would answer with everything. */
export function textList(call: AccountingCall, name: string): Set<string> | undefined {
  const value = parameter(call, name);
  if (value !== undefined) return new Set(value.split(",").map((one) => one.trim()));
  const isEmpty = [...call.query.keys()].some((key) => key.toLowerCase() === name.toLowerCase());
  return isEmpty ? refuseQuery(`The list ${name} is empty`) : undefined;
}

export function choiceList(
  call: AccountingCall,
  name: string,
  allowed: readonly string[],
): Set<string> | undefined {
  const list = textList(call, name);
  for (const one of list ?? []) {
    if (!allowed.includes(one)) refuseQuery(`The value '${one.slice(0, 100)}' of ${name} is not known`);
  }
  return list;
}

export function flag(call: AccountingCall, name: string): boolean {
  const value = parameter(call, name)?.toLowerCase();
  if (value === undefined || value === "false") return false;
  return value === "true" || refuseQuery(`The value of ${name} must be true or false`);
}

/** Decimals of UnitAmount: 2, or 4 when asked for. */
export function unitDecimals(call: AccountingCall): 2 | 4 {
  const value = parameter(call, "unitdp");
  if (value === undefined || value === "2") return 2;
  return value === "4" ? 4 : refuseQuery("The value of unitdp must be 2 or 4");
}
