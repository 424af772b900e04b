import { z } from "zod";
import type { Role } from "../context.ts";

export const roles = ["owner", "admin", "bookkeeper", "viewer"] as const satisfies readonly Role[];

export const roleSchema = z.enum(roles, { error: "Choose a role." });

/** What each seat may do, in a line. */
export const roleWords: Record<Role, { name: string; may: string }> = {
  owner: { name: "Owner", may: "Everything, closing the account and naming other owners included." },
  admin: { name: "Admin", may: "Connects stores and Xero, starts syncing, invites people, and all below." },
  bookkeeper: { name: "Bookkeeper", may: "Changes sync settings, fixes and retries documents, exports." },
  viewer: { name: "Viewer", may: "Looks at everything and changes nothing." },
};

/** An owner's seat is an owner's to give and to take. */
export function mayGive(giver: Role, role: Role): boolean {
  return giver === "owner" || (giver === "admin" && role !== "owner");
}
