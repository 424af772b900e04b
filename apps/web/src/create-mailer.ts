import type { Database } from "@counterfoil/db/database";
import { keepMessage } from "@counterfoil/db/system/mailbox";
import type { ServiceContext } from "@counterfoil/services/context";
import { createTransport } from "nodemailer";
import type { WebEnv } from "./env.ts";

const TIMEOUT_MS = 10_000;

type SendMail = NonNullable<ServiceContext["sendMail"]>;

/** By the mail server that is set; without one into the mailbox page, in development; else there is no post. */
export function createMailer(settings: WebEnv, db: Database): { sendMail?: SendMail } {
  if (settings.SMTP_URL) {
    const transport = createTransport(settings.SMTP_URL, {
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });
    const from = settings.MAIL_FROM ?? `Counterfoil <no-reply@${new URL(settings.PUBLIC_URL).hostname}>`;
    return {
      sendMail: async ({ to, subject, text }) => {
        await transport.sendMail({ from, to, subject, text });
      },
    };
  }
  if (!hasMailbox(settings)) return {};
  return {
    sendMail: ({ to, subject, text }) => keepMessage(db.system, { recipient: to, subject, body: text }),
  };
}

/** A built dashboard calls itself production wherever it runs: what tells the real one is that it takes no private stores. */
export function hasMailbox(settings: WebEnv): boolean {
  return !settings.SMTP_URL && (settings.NODE_ENV !== "production" || settings.ALLOW_PRIVATE_STORE_URLS);
}
