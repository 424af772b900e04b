import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { internalError, sendMagento } from "../wire/magento-error.ts";

export const faultSchema = z
  .strictObject({
    /** A prefix of the path (`/rest/V1/byte8/invoice`), or `*` for everything under /rest. */
    path: z.string().min(1).default("*"),
    status: z.number().int().min(400).max(599).optional(),
    html: z.boolean().optional(),
    slowMs: z.number().int().min(1).max(120_000).optional(),
    cut: z.boolean().optional(),
    /** How many requests it spoils; left out: until it is cleared. */
    times: z.number().int().min(1).optional(),
  })
  .refine((fault) => fault.status || fault.html || fault.slowMs || fault.cut, {
    message: "name at least one of status, html, slowMs and cut",
  });

type Fault = z.infer<typeof faultSchema>;

export interface Faults {
  add: (fault: Fault) => void;
  clear: () => void;
  list: () => Fault[];
  hook: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
}

const MAINTENANCE_PAGE =
  "<!doctype html><html><head><title>Service Temporarily Unavailable</title></head><body><h1>Service Temporarily Unavailable</h1></body></html>";

/** Trouble on demand for the store's REST side: down, slow, HTML instead of JSON, errors, cut connections. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  const take = (path: string): Fault | undefined => {
    const fault = faults.find((candidate) => candidate.path === "*" || path.startsWith(candidate.path));
    if (fault?.times !== undefined) {
      fault.times -= 1;
      if (fault.times === 0) faults = faults.filter((other) => other !== fault);
    }
    return fault;
  };
  return {
    add: (fault) => {
      faults.push({ ...fault });
    },
    clear: () => {
      faults = [];
    },
    list: () => faults,
    hook: async (request, reply) => {
      if (!request.url.startsWith("/rest/")) return undefined;
      const fault = take(request.url);
      if (!fault) return undefined;
      if (fault.slowMs) await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
      if (fault.cut) {
        request.raw.socket.destroy();
        return reply.hijack();
      }
      if (fault.html)
        return reply
          .code(fault.status ?? 503)
          .type("text/html; charset=UTF-8")
          .send(MAINTENANCE_PAGE);
      return fault.status ? sendMagento(reply, fault.status, internalError()) : undefined;
    },
  };
}
