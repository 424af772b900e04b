import type { FastifyReply, FastifyRequest } from "fastify";
import { unixSeconds } from "../clock.ts";
import type { SimulatorContext } from "../context.ts";
import { verifyInbound } from "./jwt.ts";
import { sendMagento, UNAUTHORIZED } from "./magento-error.ts";

export interface InboundAuth {
  hook: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  /** Why the last token was refused: what `var/log/byte8/client.log` would say. */
  lastRefusal: () => string | null;
}

/** Lets a request through only with a fresh, unused token of the paired ledger. Used jtis are kept until they expire. */
export function createInboundAuth(context: SimulatorContext): InboundAuth {
  const usedUntil = new Map<string, number>();
  let sweptAtSeconds = 0;
  let lastRefusal: string | null = null;

  const claimOnce = (jti: string, expSeconds: number): boolean => {
    const nowSeconds = unixSeconds(context.clock);
    // Nothing more expires within the same second, and a busy store is asked hundreds of times in one.
    if (nowSeconds !== sweptAtSeconds) {
      for (const [used, until] of usedUntil) {
        if (until <= nowSeconds) usedUntil.delete(used);
      }
      sweptAtSeconds = nowSeconds;
    }
    if (usedUntil.has(jti)) return false;
    usedUntil.set(jti, expSeconds);
    return true;
  };

  const refusalOf = (authorization: string | undefined): string | null => {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (!token) return "no bearer token";
    const { credentials } = context.state;
    if (!credentials) return "not paired";
    return verifyInbound(token, { ...credentials, nowSeconds: unixSeconds(context.clock), claimOnce });
  };

  return {
    hook: async (request, reply) => {
      const refusal = refusalOf(request.headers.authorization);
      if (refusal === null) return undefined;
      lastRefusal = refusal;
      return sendMagento(reply, 401, UNAUTHORIZED);
    },
    lastRefusal: () => lastRefusal,
  };
}
