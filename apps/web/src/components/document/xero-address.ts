import { documentLink } from "@counterfoil/xero/document-link";
import { env } from "../../env.ts";

/** Where something of ours can be seen in Xero, or in the simulator that stands in for it. */
export function xeroAddress(input: {
  what: "invoice" | "credit_note" | "contact";
  xeroId: string;
  shortCode: string | null;
  environment: "production" | "sandbox";
}): string {
  const { what, xeroId, shortCode, environment } = input;
  const settings = env();
  const origin = environment === "sandbox" ? settings.XERO_SANDBOX_ORIGIN : settings.XERO_PRODUCTION_ORIGIN;
  return documentLink({ what, xeroId, shortCode, origin });
}
