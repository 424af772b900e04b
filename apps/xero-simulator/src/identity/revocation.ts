import type { FastifyInstance } from "fastify";
import type { Simulator } from "../simulator.ts";
import { authenticateClient } from "./client-authentication.ts";
import { formFields } from "./form-fields.ts";

/** `POST /connect/revocation`: 200 and empty, and all that user's connections with this app are gone. */
export function registerRevocation(app: FastifyInstance, simulator: Simulator): void {
  app.post("/connect/revocation", (request, reply) => {
    const refuse = (error: string) =>
      reply
        .code(error === "invalid_client" ? simulator.switches.invalidClientStatus : 400)
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ error }));
    const form = formFields(request);
    if (form === null) return refuse("invalid_request");
    const authenticated = authenticateClient(simulator, {
      authorization: request.headers.authorization,
      form,
    });
    if ("error" in authenticated) return refuse(authenticated.error);
    if (!form.token) return refuse("invalid_request");

    const { refreshTokens, connections } = simulator.state;
    const token = refreshTokens.get(form.token);
    if (token && token.clientId === authenticated.client.clientId) {
      for (const [key, one] of refreshTokens) {
        if (one.userId === token.userId && one.clientId === token.clientId) refreshTokens.delete(key);
      }
      for (const [key, one] of connections) {
        if (one.userId === token.userId && one.clientId === token.clientId) connections.delete(key);
      }
    }
    return reply.code(200).send();
  });
}
