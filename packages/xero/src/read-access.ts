import type { Answer } from "./exchange.ts";
import { wireGatewayProblem } from "./wire.ts";

export type AccessProblem = "token" | "scope" | "organisation";

/**
 * What a 401 or 403 of the gateway is about; null for any other answer, HTML of a firewall included.
 * A missing scope is said in the body; the header's spelling of it is not sure.
 */
export function readAccessProblem(answer: Answer): AccessProblem | null {
  if (answer.status !== 401 && answer.status !== 403) return null;
  const body = parseJson(answer.text);
  if (answer.text.trim() !== "" && !body.isJson) return null;
  const problem = wireGatewayProblem.safeParse(body.isJson ? body.value : {});
  const detail = problem.success ? (problem.data.Detail ?? "") : "";
  const challenge = answer.headers.get("www-authenticate") ?? "";
  if (/^AuthorizationUnsuccessful/i.test(detail) || /insufficient_scope/i.test(challenge)) return "scope";
  return answer.status === 401 ? "token" : "organisation";
}

export function parseJson(text: string): { isJson: true; value: unknown } | { isJson: false } {
  try {
    return { isJson: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch {
    return { isJson: false };
  }
}
