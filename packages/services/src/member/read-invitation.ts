import { findInvitation } from "@counterfoil/db/system/invitations";
import type { Role, ServiceContext } from "../context.ts";
import { hashOfToken } from "./link-token.ts";

export type Offer = {
  tenantName: string;
  inviterName: string;
  email: string;
  role: Role;
  state: "open" | "expired" | "accepted" | "revoked";
  hasAccount: boolean;
};

/** What the link offers to whoever opens it; null for a link of nobody's. */
export async function readInvitation(ctx: ServiceContext, token: string): Promise<Offer | null> {
  const found = await findInvitation(ctx.db.system, { tokenHash: hashOfToken(token) });
  // A CHECK in the database keeps the roles.
  return found && { ...found, role: found.role as Role };
}
