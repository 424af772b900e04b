/** Where a document of ours can be seen in Xero: a deep link that first switches to the organisation, when its short code is known. */
export function documentLink(input: {
  what: "invoice" | "credit_note";
  xeroId: string;
  shortCode: string | null;
}): string {
  const page = `${PAGES[input.what]}${encodeURIComponent(input.xeroId)}`;
  if (input.shortCode === null) return `${WEB_URL}${page}`;
  const shortCode = encodeURIComponent(input.shortCode);
  return `${WEB_URL}/organisationlogin/default.aspx?shortcode=${shortCode}&redirecturl=${page}`;
}

const WEB_URL = "https://go.xero.com";

const PAGES = {
  invoice: "/AccountsReceivable/View.aspx?InvoiceID=",
  credit_note: "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=",
} as const;
