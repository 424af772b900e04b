import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";
import { control, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });

const invoice = async (changes: Record<string, unknown> = {}) =>
  (await run.api("PUT", "Invoices", { body: invoiceBody(changes) })).json.Invoices[0];
const reread = async (id: string) => (await run.api("GET", `Invoices/${id}`)).json.Invoices[0];
const pay = (InvoiceID: string, Amount: unknown, changes: Record<string, unknown> = {}) =>
  run.api("PUT", "Payments", {
    body: {
      Payments: [
        {
          Invoice: { InvoiceID },
          Account: { Code: "090" },
          Date: "2026-11-22",
          Amount,
          Reference: "PAY-9",
          ...changes,
        },
      ],
    },
  });
const creditNote = async (total: number) => {
  const body = {
    Type: "ACCRECCREDIT",
    Contact: { Name: "Acme Ltd" },
    Date: "2026-11-21",
    Status: "AUTHORISED",
    LineAmountTypes: "Inclusive",
    LineItems: [line({ Quantity: 1, UnitAmount: total })],
  };
  return (await run.api("PUT", "CreditNotes", { body })).json.CreditNotes[0];
};

describe("payments of invoices", () => {
  it("behaviour 14: a payment lowers what is due, and at zero the invoice is PAID", async () => {
    const { InvoiceID, InvoiceNumber } = await invoice();
    const first = await pay(InvoiceID, "20.50");
    expect(first.status).toBe(200);
    expect(first.json.ProviderName).toBe("Counterfoil");
    expect(first.json.Payments[0]).toMatchObject({
      Date: "/Date(1795305600000+0000)/",
      BankAmount: 20.5,
      Amount: 20.5,
      Reference: "PAY-9",
      CurrencyRate: 1,
      PaymentType: "ACCRECPAYMENT",
      Status: "AUTHORISED",
      HasAccount: true,
      IsReconciled: false,
      HasValidationErrors: false,
      StatusAttributeString: "OK",
      Account: { Code: "090", Name: "Business Bank Account" },
      Invoice: { InvoiceID, InvoiceNumber, AmountDue: 27.5, AmountPaid: 20.5, Status: "AUTHORISED" },
    });
    expect(first.text).toContain('"Amount":20.50');
    const second = await pay(InvoiceID, 27.5, { Account: { Code: "615" }, Date: "2026-11-25" });
    expect(second.json.Payments[0].Invoice).toMatchObject({ AmountDue: 0, AmountPaid: 48, Status: "PAID" });
    const paid = await reread(InvoiceID);
    expect(paid).toMatchObject({
      Status: "PAID",
      AmountDue: 0,
      AmountPaid: 48,
      FullyPaidOnDate: "/Date(1795564800000+0000)/",
    });
    expect(paid.Payments.map((one: { Amount: number }) => one.Amount)).toEqual([20.5, 27.5]);
    const one = await run.api("GET", `Payments/${second.json.Payments[0].PaymentID}`);
    expect(one.json.Payments[0]).toMatchObject({ Amount: 27.5, Invoice: { InvoiceNumber } });
  });

  it("behaviour 14: paying too much, twice, a draft or into no account is refused", async () => {
    const { InvoiceID } = await invoice();
    const tooMuch = await pay(InvoiceID, 48.01);
    expect([tooMuch.status, tooMuch.json.ErrorNumber, tooMuch.json.Type]).toEqual([
      400,
      10,
      "ValidationException",
    ]);
    expect(tooMuch.json.Elements[0]).toMatchObject({
      PaymentID: "00000000-0000-0000-0000-000000000000",
      Amount: 48.01,
      HasValidationErrors: true,
      ValidationErrors: [{ Message: "Payment amount exceeds the amount outstanding on this document" }],
    });
    expect((await pay(InvoiceID, 48)).status).toBe(200);
    expect(messages(await pay(InvoiceID, 48))).toEqual([
      "Payment amount exceeds the amount outstanding on this document",
    ]);
    const draft = await invoice({ Status: "DRAFT" });
    expect(messages(await pay(draft.InvoiceID, 1))).toEqual([
      "Payments can only be made against Authorised documents",
    ]);
    const open = await invoice();
    expect(messages(await pay(open.InvoiceID, 1, { Account: { Code: "9999" } }))).toEqual([
      "Account could not be found",
    ]);
    expect(messages(await pay(open.InvoiceID, 1, { Account: { Code: "200" } }))).toHaveLength(1);
    for (const bad of [0, -1, undefined, 1.005]) {
      expect(messages(await pay(open.InvoiceID, bad)), String(bad)).toHaveLength(1);
    }
    expect(messages(await pay("7b8f2a44-8e55-4f0e-9d2e-0c6a4f1d2b33", 1))).toHaveLength(1);
    const both = { CreditNote: { CreditNoteID: (await creditNote(5)).CreditNoteID } };
    expect(messages(await pay(open.InvoiceID, 1, both))).toHaveLength(1);
    expect((await reread(open.InvoiceID)).AmountDue).toBe(48);
  });

  it("behaviour 14: a batch is refused whole, or told apart with summarizeErrors=false", async () => {
    const { InvoiceID } = await invoice();
    const body = {
      Payments: [30, 30].map((Amount) => ({ Invoice: { InvoiceID }, Account: { Code: "090" }, Amount })),
    };
    expect((await run.api("PUT", "Payments", { body })).status).toBe(400);
    expect(await reread(InvoiceID)).toMatchObject({ AmountDue: 48, Payments: [] });
    const told = await run.api("PUT", "Payments?summarizeErrors=false", { body });
    expect(
      told.json.Payments.map((one: { StatusAttributeString: string }) => one.StatusAttributeString),
    ).toEqual(["OK", "ERROR"]);
    expect((await reread(InvoiceID)).AmountDue).toBe(18);
    const single = { InvoiceNumber: (await reread(InvoiceID)).InvoiceNumber, Code: "090", Amount: 18 };
    expect((await run.api("POST", "Payments", { body: single })).json.Payments[0].Invoice.Status).toBe(
      "PAID",
    );
  });

  it("behaviour 14: lock dates and the payments scope hold for payments too", async () => {
    const { InvoiceID } = await invoice();
    const lock = (periodLockDate: string | null) =>
      control(run.origin, "POST", `/organisations/${UK_ORGANISATION_ID}`, { periodLockDate });
    await lock("2026-11-22");
    expect(messages(await pay(InvoiceID, 1))).toEqual([
      "The document date cannot be before the period lock date",
    ]);
    await lock(null);
    const { access_token } = await signIn(run.origin, { scope: "accounting.invoices" });
    const answer = await run.api("GET", "Payments", { headers: { authorization: `Bearer ${access_token}` } });
    expect([answer.status, answer.json.Detail]).toEqual([401, "AuthorizationUnsuccessful"]);
  });

  it("behaviour 17: with a payment on it an invoice can neither be voided nor edited", async () => {
    const { InvoiceID } = await invoice();
    await pay(InvoiceID, 10);
    const change = async (body: object) =>
      messages(await run.api("POST", `Invoices/${InvoiceID}`, { body: { InvoiceID, ...body } }));
    expect(await change({ Status: "VOIDED" })).toEqual([
      "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.",
    ]);
    expect(await change({ Date: "2026-11-20" })).toEqual([
      "This document cannot be edited as it has a payment or credit note allocated to it.",
    ]);
    expect(await reread(InvoiceID)).toMatchObject({ Status: "AUTHORISED", AmountDue: 38 });
  });

  it("behaviour 18: deleting a payment restores the invoice, once", async () => {
    const { InvoiceID } = await invoice();
    const paid = (await pay(InvoiceID, 48)).json.Payments[0];
    const wrapped = { Payments: [{ Status: "DELETED" }] };
    const edit = await run.api("POST", `Payments/${paid.PaymentID}`, { body: { Amount: 5 } });
    expect(edit.status).toBe(400);
    const gone = await run.api("POST", `Payments/${paid.PaymentID}`, { body: wrapped });
    expect(gone.json.Payments[0]).toMatchObject({ PaymentID: paid.PaymentID, Status: "DELETED" });
    expect(await reread(InvoiceID)).toMatchObject({
      Status: "AUTHORISED",
      AmountDue: 48,
      AmountPaid: 0,
      Payments: [],
    });
    const again = await run.api("POST", `Payments/${paid.PaymentID}`, { body: wrapped });
    expect(again.status).toBe(400);
    expect((await reread(InvoiceID)).AmountDue).toBe(48);
    const other = (await pay(InvoiceID, 8)).json.Payments[0];
    const bare = await run.api("POST", `Payments/${other.PaymentID}`, { body: { Status: "DELETED" } });
    expect(bare.status).toBe(200);
    const voided = await run.api("POST", `Invoices/${InvoiceID}`, { body: { Status: "VOIDED" } });
    expect(voided.json.Invoices[0].Status).toBe("VOIDED");
    const unknown = await run.api("POST", "Payments/7b8f2a44-8e55-4f0e-9d2e-0c6a4f1d2b33", { body: wrapped });
    expect(unknown.status).toBe(404);
  });

  it("behaviour 18: a reconciled payment stays, unless the switch says otherwise (point 15)", async () => {
    const { InvoiceID } = await invoice();
    const { PaymentID } = (await pay(InvoiceID, 48, { IsReconciled: true })).json.Payments[0];
    const remove = () => run.api("POST", `Payments/${PaymentID}`, { body: { Status: "DELETED" } });
    expect((await remove()).status).toBe(400);
    await control(run.origin, "POST", "/switches", { reconciledPaymentDelete: "accept" });
    expect((await remove()).status).toBe(200);
    await control(run.origin, "POST", "/switches", { reconciledPaymentDelete: "refuse" });
  });

  it("behaviour 16: PAID comes and goes by itself and cannot be written", async () => {
    const { InvoiceID } = await invoice();
    const write = (Status: string) => run.api("POST", `Invoices/${InvoiceID}`, { body: { Status } });
    expect((await run.api("PUT", "Invoices", { body: invoiceBody({ Status: "PAID" }) })).status).toBe(400);
    expect((await write("PAID")).status).toBe(400);
    await pay(InvoiceID, 48);
    expect((await write("AUTHORISED")).status).toBe(400);
    expect((await reread(InvoiceID)).Status).toBe("PAID");
  });

  it("behaviour 26: the amount is in the document's currency, the bank's in its own", async () => {
    const euros = await invoice({ CurrencyCode: "EUR", CurrencyRate: 1.25 });
    const paid = (await pay(euros.InvoiceID, 48, { CurrencyRate: 1.2 })).json.Payments[0];
    expect(paid).toMatchObject({ Amount: 48, CurrencyRate: 1.2, BankAmount: 40 });
    expect(paid.Invoice).toMatchObject({ CurrencyCode: "EUR", AmountDue: 0, Status: "PAID" });
    const other = await invoice({ CurrencyCode: "EUR" });
    const byBank = (await pay(other.InvoiceID, 48, { BankAmount: 40 })).json.Payments[0];
    expect(byBank).toMatchObject({ Amount: 48, CurrencyRate: 1.2, BankAmount: 40 });
  });

  it("behaviour 32: payments are found by type, status, date, reference and invoice, paged and ordered", async () => {
    const { InvoiceID } = await invoice();
    await pay(InvoiceID, 1, { Reference: "FIND-A", Date: "2026-11-23" });
    await pay(InvoiceID, 2, { Reference: "FIND-B", Date: "2026-11-24" });
    const references = async (query: string) =>
      (await run.api("GET", `Payments?${query}`)).json.Payments.map(
        (one: { Reference: string }) => one.Reference,
      );
    const where = (clause: string) => references(`where=${encodeURIComponent(clause)}&order=Date`);
    expect(await where('Reference.StartsWith("FIND")')).toEqual(["FIND-A", "FIND-B"]);
    expect(await where(`Invoice.InvoiceId==guid("${InvoiceID}")`)).toEqual(["FIND-A", "FIND-B"]);
    expect(
      await where(
        'Reference=="FIND-B" AND PaymentType=="ACCRECPAYMENT" AND Status=="AUTHORISED" AND Date>=DateTime(2026,11,24)',
      ),
    ).toEqual(["FIND-B"]);
    const page = await run.api(
      "GET",
      `Payments?where=${encodeURIComponent('Reference.StartsWith("FIND")')}&page=2&pageSize=1&order=Date`,
    );
    expect(page.json.Payments).toHaveLength(1);
    expect(page.json.pagination).toEqual({ page: 2, pageSize: 1, pageCount: 2, itemCount: 2 });
    expect((await run.api("GET", "Payments?Statuses=AUTHORISED")).json.ErrorNumber).toBe(16);
    const later = new Date(run.simulator.clock.now() + 60_000).toISOString().slice(0, 19);
    const since = await run.api("GET", "Payments", { headers: { "if-modified-since": later } });
    expect(since.json.Payments).toEqual([]);
  });
});

describe("behaviour 22: refunding a credit note in cash", () => {
  const refund = (CreditNoteID: string, Amount: number) =>
    run.api("PUT", "Payments", {
      body: { Payments: [{ CreditNote: { CreditNoteID }, Account: { Code: "090" }, Amount }] },
    });

  it("is a payment of type ARCREDITPAYMENT that lowers what remains", async () => {
    const note = await creditNote(12);
    const first = (await refund(note.CreditNoteID, 5)).json.Payments[0];
    expect(first).toMatchObject({
      PaymentType: "ARCREDITPAYMENT",
      Amount: 5,
      CreditNote: { CreditNoteNumber: note.CreditNoteNumber, RemainingCredit: 7, Status: "AUTHORISED" },
    });
    expect(messages(await refund(note.CreditNoteID, 7.01))).toEqual([
      "Payment amount exceeds the amount outstanding on this document",
    ]);
    await refund(note.CreditNoteID, 7);
    const paid = (await run.api("GET", `CreditNotes/${note.CreditNoteID}`)).json.CreditNotes[0];
    expect(paid).toMatchObject({ Status: "PAID", RemainingCredit: 0 });
    expect(paid.Payments).toHaveLength(2);
    await run.api("POST", `Payments/${first.PaymentID}`, { body: { Status: "DELETED" } });
    const back = (await run.api("GET", `CreditNotes/${note.CreditNoteID}`)).json.CreditNotes[0];
    expect(back).toMatchObject({ Status: "AUTHORISED", RemainingCredit: 5 });
  });
});
