import { accessToken } from "@counterfoil/services/grant/access-token";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import type { WholeSystem } from "./whole-system.ts";

/** Puts something into the organisation as somebody would who works in Xero. */
export async function asBookkeeper(
  system: WholeSystem,
  collection: string,
  body: unknown,
  method: "PUT" | "POST" = "PUT",
): Promise<void> {
  const [connection] = await system.rows<{ id: string }>("SELECT id FROM connection");
  const access = await accessToken(system.ctx, connection?.id ?? "");
  if (!access.ok) throw new Error(access.problem);
  const answer = await fetch(`${system.env.XERO_SANDBOX_ORIGIN}/api.xro/2.0/${collection}`, {
    method,
    headers: {
      authorization: `Bearer ${access.accessToken}`,
      "xero-tenant-id": UK_ORGANISATION_ID,
      "content-type": "application/json",
      accept: "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** An approved invoice of 7.00 under this number, for a contact who is there already. */
export function invoiceByHand(number: string, contactId: string | undefined) {
  const line = { Description: "By hand", Quantity: 1, UnitAmount: 7, AccountCode: "200", TaxType: "NONE" };
  return {
    Invoices: [
      {
        Type: "ACCREC",
        InvoiceNumber: number,
        Contact: { ContactID: contactId },
        Date: "2026-11-01",
        DueDate: "2026-11-30",
        Status: "AUTHORISED",
        LineItems: [line],
      },
    ],
  };
}
