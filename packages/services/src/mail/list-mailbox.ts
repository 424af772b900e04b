import { type KeptMessage, listMessages } from "@counterfoil/db/system/mailbox";
import type { ServiceContext } from "../context.ts";

/** Everybody's messages, for a developer's own machine. Whether the page exists at all is the app's to decide. */
export function listMailbox(ctx: ServiceContext): Promise<KeptMessage[]> {
  return listMessages(ctx.db.system);
}
