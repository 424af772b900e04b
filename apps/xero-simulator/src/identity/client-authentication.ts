import { timingSafeEqual } from "node:crypto";
import type { Simulator } from "../simulator.ts";
import type { RegisteredClient } from "../state/simulator-state.ts";

/** Basic header or form fields; the error is what the token endpoint answers. */
export function authenticateClient(
  simulator: Simulator,
  call: { authorization: string | undefined; form: Record<string, string> },
): { client: RegisteredClient } | { error: "invalid_request" | "invalid_client" } {
  const claimed = fromBasic(call.authorization) ?? {
    clientId: call.form.client_id ?? "",
    secret: call.form.client_secret ?? "",
  };
  if (claimed.clientId === "") return { error: "invalid_request" };
  const client = simulator.state.clients.get(claimed.clientId);
  if (!client || !isSame(client.clientSecret, claimed.secret)) return { error: "invalid_client" };
  return { client };
}

function fromBasic(authorization: string | undefined): { clientId: string; secret: string } | null {
  const match = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? "");
  if (!match?.[1]) return null;
  const text = Buffer.from(match[1], "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return { clientId: text, secret: "" };
  return { clientId: decoded(text.slice(0, colon)), secret: decoded(text.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isSame(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
