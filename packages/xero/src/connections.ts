import type { BaseClient } from "openid-client";
import { z } from "zod";
import { codeOf, withDeadline } from "./identity-call.ts";

export type XeroConnection = {
  connectionId: string;
  xeroTenantId: string;
  tenantType: string;
  tenantName: string | null;
  authenticationEventId: string | null;
  createdAt: Date;
  /** Differs from `createdAt` after a reconnect. */
  updatedAt: Date;
};

export type ConnectionsProblem = {
  ok: false;
  problem: "token" | "forbidden" | "rate-limited" | "unavailable" | "no_answer";
  detail: string;
};

export type ConnectionsOptions = { connectionsUrl: string; timeoutMs: number };

export async function listConnections(
  client: BaseClient,
  options: ConnectionsOptions,
  input: { accessToken: string; authEventId?: string },
): Promise<{ ok: true; connections: XeroConnection[] } | ConnectionsProblem> {
  const url = new URL(options.connectionsUrl);
  if (input.authEventId !== undefined) url.searchParams.set("authEventId", input.authEventId);
  const answer = await call(client, options, { method: "GET", url, accessToken: input.accessToken });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return describeRefusal(answer.status);
  const parsed = connectionsSchema.safeParse(parseBody(answer.body));
  if (!parsed.success) return { ok: false, problem: "unavailable", detail: "HTTP 200 that cannot be read" };
  return { ok: true, connections: parsed.data };
}

export async function deleteConnection(
  client: BaseClient,
  options: ConnectionsOptions,
  input: { accessToken: string; connectionId: string },
): Promise<{ ok: true; existed: boolean } | ConnectionsProblem> {
  const url = new URL(`${options.connectionsUrl}/${encodeURIComponent(input.connectionId)}`);
  const answer = await call(client, options, { method: "DELETE", url, accessToken: input.accessToken });
  if (!answer.ok) return answer;
  if (answer.status === 404) return { ok: true, existed: false };
  return answer.status >= 200 && answer.status < 300
    ? { ok: true, existed: true }
    : describeRefusal(answer.status);
}

async function call(
  client: BaseClient,
  options: ConnectionsOptions,
  { method, url, accessToken }: { method: "GET" | "DELETE"; url: URL; accessToken: string },
): Promise<{ ok: true; status: number; body: string } | ConnectionsProblem> {
  try {
    const response = await withDeadline(
      client.requestResource(url, accessToken, { method, headers: { Accept: "application/json" } }),
      options.timeoutMs,
    );
    return { ok: true, status: response.statusCode ?? 0, body: response.body?.toString("utf8") ?? "" };
  } catch (error) {
    return { ok: false, problem: "no_answer", detail: codeOf(error) };
  }
}

function describeRefusal(status: number): ConnectionsProblem {
  const detail = `HTTP ${status}`;
  if (status === 401) return { ok: false, problem: "token", detail };
  if (status === 403) return { ok: false, problem: "forbidden", detail };
  if (status === 429) return { ok: false, problem: "rate-limited", detail };
  return { ok: false, problem: "unavailable", detail };
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** ISO with seven decimals and no zone: they are UTC. */
const utcInstant = z.string().transform((value, context) => {
  const hasZone = /Z$|[+-]\d\d:\d\d$/.test(value);
  const at = new Date(hasZone ? value : `${value.replace(/(\.\d{3})\d+$/, "$1")}Z`);
  if (!Number.isNaN(at.getTime())) return at;
  context.addIssue({ code: "custom", message: "not a time" });
  return z.NEVER;
});

const connectionsSchema = z.array(
  z
    .object({
      id: z.string(),
      authEventId: z.string().nullish(),
      tenantId: z.string(),
      tenantType: z.string(),
      tenantName: z.string().nullish(),
      createdDateUtc: utcInstant,
      updatedDateUtc: utcInstant,
    })
    .transform((wire) => ({
      connectionId: wire.id,
      xeroTenantId: wire.tenantId,
      tenantType: wire.tenantType,
      tenantName: wire.tenantName ?? null,
      authenticationEventId: wire.authEventId ?? null,
      createdAt: wire.createdDateUtc,
      updatedAt: wire.updatedDateUtc,
    })),
);
