import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { internalError, NO_ROUTE, sendMagento, UNAUTHORIZED } from "../wire/magento-error.ts";

export const faultSchema = z
  .strictObject({
    /** A prefix of the path (`/rest/V1/byte8/invoice`), or `*` for everything under /rest. */
    path: z.string().min(1).default("*"),
    status: z.number().int().min(400).max(599).optional(),
    html: z.boolean().optional(),
    slowMs: z.number().int().min(1).max(120_000).optional(),
    cut: z.boolean().optional(),
    /** Sent on to another address, as a store does that has moved: 301 with this Location. */
    location: z.url().optional(),
    /** A web server's password in front of the store: 401 with `WWW-Authenticate: Basic`. */
    basicAuth: z.boolean().optional(),
    /** Magento without the module: no such route. */
    moduleMissing: z.boolean().optional(),
    /** How many requests it spoils; left out: until it is cleared. */
    times: z.number().int().min(1).optional(),
  })
  .refine(({ path: _path, times: _times, ...trouble }) => Object.values(trouble).some(Boolean), {
    message: "name at least one of status, html, slowMs, cut, location, basicAuth and moduleMissing",
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
      if (fault.location) return reply.redirect(fault.location, 301);
      if (fault.basicAuth)
        return reply
          .code(401)
          .header("www-authenticate", 'Basic realm="Staging"')
          .type("text/html; charset=UTF-8")
          .send("<html><head><title>401 Authorization Required</title></head></html>");
      if (fault.moduleMissing) return sendMagento(reply, 404, NO_ROUTE);
      if (fault.html)
        return reply
          .code(fault.status ?? 503)
          .type("text/html; charset=UTF-8")
          .send(MAINTENANCE_PAGE);
      if (!fault.status) return undefined;
      return sendMagento(reply, fault.status, fault.status === 401 ? UNAUTHORIZED : internalError());
    },
  };
}
