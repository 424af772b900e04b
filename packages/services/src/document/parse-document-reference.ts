export type DocumentKind = "invoice" | "creditmemo";

/** What somebody pasted of a document: Magento's own id, or the number that people see. */
export type DocumentReference =
  | { ok: true; kind: DocumentKind; by: "id"; id: number }
  | { ok: true; kind: DocumentKind; by: "number"; number: string; alsoId: number | null }
  | { ok: false; sentence: string };

/** Longer than any id that people type, and as long as Magento's shortest numbers. */
const NUMBER_DIGITS = 8;

/** Reads an address of Magento's admin, an id, or a number. An address says by itself what kind it is. */
export function parseDocumentReference(
  text: string,
  input: { kind: DocumentKind; host: string; prefixes: Record<DocumentKind, string> },
): DocumentReference {
  const typed = text.trim();
  if (typed === "") return refused("Paste the document's address in Magento's admin, or its id or number.");
  if (/^https?:\/\//i.test(typed)) return parseAddress(typed, input);
  const { kind } = input;
  const number = withoutPrefix(typed.replace(/^#/, ""), input.prefixes[kind]);
  if (!/^[\x21-\x7e]{1,50}$/.test(number))
    return refused("This is neither an address, nor an id, nor a number of Magento's.");
  const id = /^[1-9]\d{0,14}$/.test(number) ? Number(number) : null;
  if (id !== null && number.length < NUMBER_DIGITS) return { ok: true, kind, by: "id", id };
  return { ok: true, kind, by: "number", number, alsoId: id };
}

function parseAddress(text: string, { kind, host }: { kind: DocumentKind; host: string }): DocumentReference {
  if (!URL.canParse(text)) return refused("This address cannot be read. Paste it once more, whole.");
  const url = new URL(text);
  const path = `${url.pathname}${url.search}`;
  const found = /(invoice|creditmemo)_id[/=](\d{1,15})(?!\d)/.exec(path);
  if (bare(url.host) !== bare(host.split("/")[0] ?? ""))
    return refused(
      `That is an address of ${url.host}, and this connection is for ${host}. If it is the same shop's admin, type the id: the number after “${kind}_id/”.`,
    );
  if (found) return { ok: true, kind: found[1] as DocumentKind, by: "id", id: Number(found[2]) };
  if (/order_id[/=]\d/.test(path))
    return refused(
      "That is an order's address. Open its invoice or credit memo in Magento, and paste that address.",
    );
  if (/shipment_id[/=]\d/.test(path))
    return refused(
      "That is a shipment's address. Shipments have nothing to book; paste an invoice's or a credit memo's.",
    );
  return refused(
    "That address names no document. Open the invoice or credit memo in Magento's admin, and paste that address.",
  );
}

function refused(sentence: string): DocumentReference {
  return { ok: false, sentence };
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^www\./, "");
}

/** As Xero shows it, with the prefix of the settings in front. */
function withoutPrefix(number: string, prefix: string): string {
  return prefix !== "" && number.startsWith(prefix) ? number.slice(prefix.length) : number;
}
