/** Where a document of ours can be seen in Xero: a deep link that first switches to the organisation, when its short code is known. */
export function documentLink(input: {
  what: "invoice" | "credit_note" | "contact";
  xeroId: string;
  shortCode: string | null;
  /** Where a simulator stands in for Xero's own pages. */
  origin?: string | undefined;
}): string {
  const { origin = WEB_URL } = input;
  const page = `${PAGES[input.what]}${encodeURIComponent(input.xeroId)}`;
  if (input.shortCode === null) return `${origin}${page}`;
  const shortCode = encodeURIComponent(input.shortCode);
  return `${origin}/organisationlogin/default.aspx?shortcode=${shortCode}&redirecturl=${page}`;
}

const WEB_URL = "https://go.xero.com";

const PAGES = {
  invoice: "/AccountsReceivable/View.aspx?InvoiceID=",
  credit_note: "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=",
  contact: "/Contacts/View/",
} as const;
