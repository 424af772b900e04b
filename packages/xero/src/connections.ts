import type { LedgerIdentity } from "@counterfoil/core/ledger-identity";
import type { BaseClient } from "openid-client";
import { z } from "zod";
import { codeOf, withDeadline } from "./identity-call.ts";

type ConnectionsOptions = { connectionsUrl: string; timeoutMs: number };

/** A bare array; with an authenticationEventId only what was picked in that consent. */
export async function listConnections(
  client: BaseClient,
  options: ConnectionsOptions,
  input: Parameters<LedgerIdentity["listConnections"]>[0],
): ReturnType<LedgerIdentity["listConnections"]> {
  const url = new URL(options.connectionsUrl);
  if (input.authenticationEventId !== null) url.searchParams.set("authEventId", input.authenticationEventId);
  const answer = await call(client, options, { method: "GET", url, accessToken: input.accessToken });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return describeRefusal(answer.status);
  const parsed = connectionsSchema.safeParse(parseBody(answer.body));
  if (!parsed.success) return { ok: false, problem: "unavailable", detail: "HTTP 200 that cannot be read" };
  return { ok: true, connections: parsed.data };
}

/** By the connection's own id. The user's other organisations keep the token. */
export async function deleteConnection(
  client: BaseClient,
  options: ConnectionsOptions,
  input: Parameters<LedgerIdentity["deleteConnection"]>[0],
): ReturnType<LedgerIdentity["deleteConnection"]> {
  const url = new URL(`${options.connectionsUrl}/${encodeURIComponent(input.connectionId)}`);
  const answer = await call(client, options, { method: "DELETE", url, accessToken: input.accessToken });
  if (!answer.ok) return answer;
  if (answer.status === 404) return { ok: false, problem: "not_found", detail: "HTTP 404" };
  return answer.status >= 200 && answer.status < 300 ? { ok: true } : describeRefusal(answer.status);
}

type Failure = { ok: false; problem: "token" | "unavailable"; detail: string };

async function call(
  client: BaseClient,
  options: ConnectionsOptions,
  { method, url, accessToken }: { method: "GET" | "DELETE"; url: URL; accessToken: string },
): Promise<{ ok: true; status: number; body: string } | Failure> {
  try {
    const response = await withDeadline(
      client.requestResource(url, accessToken, { method, headers: { Accept: "application/json" } }),
      options.timeoutMs,
    );
    return { ok: true, status: response.statusCode ?? 0, body: response.body?.toString("utf8") ?? "" };
  } catch (error) {
    return { ok: false, problem: "unavailable", detail: codeOf(error) };
  }
}

function describeRefusal(status: number): Failure {
  const isAccess = status === 401 || status === 403;
  return { ok: false, problem: isAccess ? "token" : "unavailable", detail: `HTTP ${status}` };
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const connectionsSchema = z.array(
  z
    .object({
      id: z.string(),
      tenantId: z.string(),
      tenantType: z.string(),
      tenantName: z.string().nullish(),
    })
    .transform((wire) => ({
      connectionId: wire.id,
      xeroTenantId: wire.tenantId,
      tenantType: wire.tenantType,
      tenantName: wire.tenantName ?? "",
    })),
);
