import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invoiceBody, messages, runningSimulator } from "./running-simulator.ts";
import { ALL_SCOPES, control, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
const UNKNOWN = "7b8f2a44-8e55-4f0e-9d2e-0c6a4f1d2b33";
const MEGABYTE = 1024 * 1024;

const invoiceId = async () =>
  (await run.api("PUT", "Invoices", { body: invoiceBody() })).json.Invoices[0].InvoiceID as string;

describe("behaviour 38: history", () => {
  const note = (path: string, Details: unknown) =>
    run.api("PUT", `${path}/History`, { body: { HistoryRecords: [{ Details }] } });

  it("notes are added to invoices, credit notes, contacts and payments, and read back", async () => {
    const id = await invoiceId();
    const added = await note(`Invoices/${id}`, "Imported from the shop");
    expect(added.status).toBe(200);
    expect(added.json.HistoryRecords[0]).toMatchObject({
      Details: "Imported from the shop",
      ValidationErrors: [],
    });
    expect(added.json.HistoryRecords[0].DateUTC).toMatch(/^\/Date\(\d+\+0000\)\/$/);
    await note(`Invoices/${id}`, "Seen twice");
    const read = (await run.api("GET", `Invoices/${id}/History`)).json.HistoryRecords;
    expect(read.map((one: { Details: string }) => one.Details)).toEqual([
      "Seen twice",
      "Imported from the shop",
    ]);
    expect(read[0].User).toBe("System Generated");
    const payment = { Invoice: { InvoiceID: id }, Account: { Code: "090" }, Amount: 1 };
    const [{ PaymentID }] = (await run.api("PUT", "Payments", { body: payment })).json.Payments;
    expect((await note(`Payments/${PaymentID}`, "Card ending 4242")).status).toBe(200);
    const [contact] = (await run.api("GET", "Contacts")).json.Contacts;
    expect((await note(`Contacts/${contact.ContactID}`, "VIP")).status).toBe(200);
  });

  it("2,500 characters at most, a known document, and nothing but GET and PUT", async () => {
    const id = await invoiceId();
    expect((await note(`Invoices/${id}`, "x".repeat(2_500))).status).toBe(200);
    expect((await note(`Invoices/${id}`, "x".repeat(2_501))).status).toBe(400);
    expect((await note(`Invoices/${id}`, undefined)).status).toBe(400);
    for (const path of [`Invoices/${UNKNOWN}`, `CreditNotes/${id}`]) {
      expect(messages(await note(path, "x"))).toEqual([
        "The document with the supplied id was not found for this endpoint.",
      ]);
    }
    for (const method of ["POST", "DELETE"]) {
      expect((await run.api(method, `Invoices/${id}/History`)).status).toBe(501);
    }
    expect((await run.api("GET", `Invoices/${id}/History`)).json.HistoryRecords).toHaveLength(1);
  });
});

describe("behaviour 38: attachments", () => {
  const withToken = async () => {
    const scope = `${ALL_SCOPES} accounting.attachments`;
    const { access_token } = await signIn(run.origin, { scope });
    return { authorization: `Bearer ${access_token}` };
  };
  let authorization: { authorization: string };
  beforeAll(async () => {
    authorization = await withToken();
  });
  const attach = (id: string, name: string, raw: string, query = "") =>
    run.api("PUT", `Invoices/${id}/Attachments/${encodeURIComponent(name)}${query}`, {
      raw,
      headers: { ...authorization, "content-type": "text/plain" },
    });

  it("raw bytes in, a description out, the bytes again", async () => {
    const id = await invoiceId();
    const answer = await attach(id, "order 77.txt", "hällo", "?IncludeOnline=true");
    expect(answer.json.Attachments[0]).toMatchObject({
      FileName: "order 77.txt",
      MimeType: "text/plain",
      ContentLength: 6,
      IncludeOnline: true,
      Url: `${run.origin}/api.xro/2.0/Invoices/${id}/Attachments/order%2077.txt`,
    });
    const back = await run.api("GET", `Invoices/${id}/Attachments/order%2077.txt`, {
      headers: authorization,
    });
    expect([back.text, back.headers.get("content-type")]).toEqual(["hällo", "text/plain"]);
    await attach(id, "order 77.txt", "again");
    const list = await run.api("GET", `Invoices/${id}/Attachments`, { headers: authorization });
    expect(list.json.Attachments).toHaveLength(1);
    expect(list.json.Attachments[0]).toMatchObject({
      AttachmentID: answer.json.Attachments[0].AttachmentID,
      ContentLength: 5,
    });
    expect((await run.api("GET", `Invoices/${id}`)).json.Invoices[0].HasAttachments).toBe(true);
  });

  it("ten a document, ten megabytes each, no forbidden characters, a scope of its own", async () => {
    const id = await invoiceId();
    for (let index = 0; index < 10; index += 1) {
      expect((await attach(id, `${index}.txt`, "x")).status).toBe(200);
    }
    expect((await attach(id, "11.txt", "x")).status).toBe(400);
    expect((await attach(id, "9.txt", "overwritten")).status).toBe(200);
    for (const name of ["a<b", "a>b", "a:b", 'a"b', "a/b", "a\\b", "a|b", "a?b", "a*b", "a+b", "a\u0000b"]) {
      expect((await attach(await invoiceId(), name, "x")).status, name).toBe(400);
    }
    expect((await attach(id, "9.txt", "x".repeat(10 * MEGABYTE + 1))).status).toBe(400);
    await control(run.origin, "POST", "/switches", { attachmentMegabytes: 25 });
    expect((await attach(id, "9.txt", "x".repeat(10 * MEGABYTE + 1))).status).toBe(200);
    await control(run.origin, "POST", "/switches", { attachmentMegabytes: 10 });
    expect((await attach(UNKNOWN, "a.txt", "x")).status).toBe(404);
    const without = await run.api("GET", `Invoices/${id}/Attachments`);
    expect([without.status, without.json.Detail]).toEqual([401, "AuthorizationUnsuccessful"]);
  });
});
