import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";
import { phpJson } from "./php-json.ts";

export interface MagentoErrorBody {
  message: string;
  parameters?: Record<string, string> | string[];
  errors?: { message: string; parameters: Record<string, string> }[];
}

/** One generic answer for every way a token can be wrong. */
export const UNAUTHORIZED: MagentoErrorBody = {
  message: "The consumer isn't authorized to access %resources.",
  parameters: { resources: "Byte8_Client::byte8_webapi" },
};

export const NO_ROUTE: MagentoErrorBody = { message: "Request does not match any route." };

export const NO_ENTITY: MagentoErrorBody = {
  message: "The entity that was requested doesn't exist. Verify the entity and try again.",
};

export const internalError = (): MagentoErrorBody => ({
  message: `Internal Error. Details are available in Magento log file. Report ID: webapi-${randomBytes(7).toString("hex").slice(0, 13)}`,
});

export const wrongType = (value: string, type: string): MagentoErrorBody => ({
  message: `The "%value" value's type is invalid. The "%type" type was expected. Verify and try again.`,
  parameters: { type, value },
});

const REQUIRED = '"%fieldName" is required. Enter and try again.';

export function missingFields(names: string[]): MagentoErrorBody {
  const [first, ...others] = names;
  if (first !== undefined && others.length === 0)
    return { message: REQUIRED, parameters: { fieldName: first } };
  return {
    message: "One or more input exceptions have occurred.",
    errors: names.map((fieldName) => ({ message: REQUIRED, parameters: { fieldName } })),
  };
}

export const sendMagento = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
  reply.code(status).header("content-type", "application/json; charset=utf-8").send(phpJson(body, "escaped"));
