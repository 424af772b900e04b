import { expect, test } from "vitest";
import { parseDocumentReference } from "../src/document/parse-document-reference.ts";

const input = {
  kind: "invoice" as const,
  host: "shop.example",
  prefixes: { invoice: "W2-", creditmemo: "CN-W2-" },
};
const parse = (text: string, over: Partial<typeof input> = {}) =>
  parseDocumentReference(text, { ...input, ...over });

test.each([
  ["https://shop.example/admin_1x/sales/order_invoice/view/invoice_id/42/key/abc/", "invoice", 42],
  ["https://www.shop.example/admin/sales/invoice/view/order_id/9/invoice_id/42", "invoice", 42],
  ["https://shop.example/admin/sales/order_creditmemo/view/creditmemo_id/7/", "creditmemo", 7],
  ["https://SHOP.example/index.php/admin/?invoice_id=42&x=1", "invoice", 42],
  [" 42 ", "invoice", 42],
  ["#42", "invoice", 42],
])("%s is read as an id", (text, kind, id) => {
  expect(parse(text)).toEqual({ ok: true, kind, by: "id", id });
});

test.each([
  ["000000042", "000000042", null],
  ["#000000042", "000000042", null],
  ["W2-000000042", "000000042", null],
  ["100000042", "100000042", 100_000_042],
  ["UK-42", "UK-42", null],
])("%s is read as a number", (text, number, alsoId) => {
  expect(parse(text)).toEqual({ ok: true, kind: "invoice", by: "number", number, alsoId });
});

test.each([
  ["", "Paste the document's address"],
  ["https://other.example/admin/sales/order_invoice/view/invoice_id/42/", "other.example"],
  ["https://shop.example/admin/sales/order/view/order_id/9/", "order's address"],
  ["https://shop.example/admin/admin/order_shipment/view/shipment_id/9/", "shipment's address"],
  ["https://shop.example/admin/dashboard/", "names no document"],
  ["https://[", "cannot be read"],
  ["number forty-two, please", "neither an address"],
])("%s is answered with a sentence", (text, words) => {
  const read = parse(text);
  expect(read).toMatchObject({ ok: false });
  expect("sentence" in read && read.sentence).toContain(words);
});

test("an id longer than any is no id, and a store in a folder is known by its host", () => {
  expect(parse("99999999999999999999")).toMatchObject({ by: "number", alsoId: null });
  expect(
    parse("https://shop.example/uk/admin/sales/invoice/view/invoice_id/3", { host: "shop.example/uk" }),
  ).toMatchObject({ by: "id", id: 3 });
});
