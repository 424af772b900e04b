import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Caller, readBearer } from "../gateway/bearer.ts";
import { callRecord } from "../gateway/call-log.ts";
import { newId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import type { Connection } from "../state/simulator-state.ts";
import { connectionInstant } from "../wire/dates.ts";
import { gatewayProblem } from "../wire/errors.ts";
import { writeJson } from "../wire/json.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** `GET /connections[?authEventId]` and `DELETE /connections/{id}`: a bare array, camelCase, dates without Z. */
export function registerConnections(app: FastifyInstance, simulator: Simulator): void {
  app.get("/connections", async (request, reply) => {
    const caller = await admit(simulator, request, reply);
    if (!caller) return reply;
    const { authEventId } = request.query as { authEventId?: unknown };
    const connections = [...simulator.state.connections.values()]
      .filter((one) => isOwn(one, caller))
      .filter((one) => authEventId === undefined || one.authEventId === String(authEventId).toLowerCase())
      .map((one) => ({
        id: one.connectionId,
        authEventId: one.authEventId,
        tenantId: one.organisationId,
        tenantType: "ORGANISATION",
        tenantName: simulator.state.organisations.get(one.organisationId)?.details.name ?? null,
        createdDateUtc: connectionInstant(one.createdAt),
        updatedDateUtc: connectionInstant(one.updatedAt),
      }));
    return reply.type(JSON_TYPE).send(JSON.stringify(connections));
  });

  app.delete("/connections/:id", async (request, reply) => {
    const caller = await admit(simulator, request, reply);
    if (!caller) return reply;
    const id = String((request.params as { id?: unknown }).id).toLowerCase();
    const { connections, organisations } = simulator.state;
    const connection = connections.get(id);
    if (connection && isOwn(connection, caller)) {
      connections.delete(id);
      return reply.code(204).send();
    }
    // A tenantId in place of the connection's id is refused, not unknown.
    if (organisations.has(id)) return sendForbidden(reply);
    return reply.code(404).type("text/html; charset=utf-8").send("");
  });
}

async function admit(
  simulator: Simulator,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | null> {
  const correlationId = newId();
  reply.header("xero-correlation-id", correlationId);
  const bearer = await readBearer(simulator, request.headers.authorization);
  if ("caller" in bearer) {
    const record = callRecord(request);
    if (record) record.clientId = bearer.caller.clientId;
    reply.header("x-appminlimit-remaining", String(simulator.limiter.countAppCall(bearer.caller.clientId)));
    return bearer.caller;
  }
  const problem = gatewayProblem(401, bearer.detail, correlationId);
  reply
    .code(401)
    .type(JSON_TYPE)
    .headers(problem.headers ?? {});
  reply.send(problem.body.kind === "json" ? writeJson(problem.body.value) : "");
  return null;
}

function sendForbidden(reply: FastifyReply): FastifyReply {
  const problem = gatewayProblem(403, "AuthenticationUnsuccessful", newId());
  return reply
    .code(403)
    .type(JSON_TYPE)
    .send(problem.body.kind === "json" ? writeJson(problem.body.value) : "");
}

function isOwn(connection: Connection, caller: Caller): boolean {
  return connection.userId === caller.userId && connection.clientId === caller.clientId;
}
