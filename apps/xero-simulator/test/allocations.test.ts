import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";
import { control } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });

const invoice = async (changes: Record<string, unknown> = {}) =>
  (await run.api("PUT", "Invoices", { body: invoiceBody(changes) })).json.Invoices[0];
const note = async (total: number, changes: Record<string, unknown> = {}) => {
  const body = {
    Type: "ACCRECCREDIT",
    Contact: { Name: "Acme Ltd" },
    Date: "2026-11-21",
    Status: "AUTHORISED",
    LineAmountTypes: "Inclusive",
    LineItems: [line({ Quantity: 1, UnitAmount: total })],
    ...changes,
  };
  return (await run.api("PUT", "CreditNotes", { body })).json.CreditNotes[0];
};
const allocate = (noteId: string, InvoiceID: string, Amount: number, query = "") =>
  run.api("PUT", `CreditNotes/${noteId}/Allocations${query}`, {
    body: { Allocations: [{ Amount, Date: "2026-11-21", Invoice: { InvoiceID } }] },
  });
const readInvoice = async (id: string) => (await run.api("GET", `Invoices/${id}`)).json.Invoices[0];
const readNote = async (id: string) => (await run.api("GET", `CreditNotes/${id}`)).json.CreditNotes[0];

describe("allocations", () => {
  it("behaviour 20: changes both documents, and either is PAID at zero", async () => {
    const [{ InvoiceID }, credit] = [await invoice(), await note(12)];
    const answer = await allocate(credit.CreditNoteID, InvoiceID, 12);
    expect(answer.status).toBe(200);
    expect(answer.json.Allocations[0]).toMatchObject({
      Amount: 12,
      Date: "/Date(1795219200000+0000)/",
      Invoice: { InvoiceID },
      CreditNote: { CreditNoteID: credit.CreditNoteID },
      ValidationErrors: [],
    });
    expect(answer.json.Allocations[0].AllocationID).toBeUndefined();
    expect(await readNote(credit.CreditNoteID)).toMatchObject({
      Status: "PAID",
      RemainingCredit: 0,
      Allocations: [{ Amount: 12, Invoice: { InvoiceID } }],
    });
    expect(await readInvoice(InvoiceID)).toMatchObject({
      Status: "AUTHORISED",
      AmountDue: 36,
      AmountCredited: 12,
      AmountPaid: 0,
      CreditNotes: [{ CreditNoteID: credit.CreditNoteID, AppliedAmount: 12 }],
    });
    const large = await note(50);
    await allocate(large.CreditNoteID, InvoiceID, 36);
    expect(await readInvoice(InvoiceID)).toMatchObject({ Status: "PAID", AmountDue: 0 });
    expect(await readNote(large.CreditNoteID)).toMatchObject({ Status: "AUTHORISED", RemainingCredit: 14 });
  });

  it("behaviour 20: the failures", async () => {
    const [{ InvoiceID }, credit] = [await invoice(), await note(60)];
    const outstanding = "Credit Note cannot be allocated as amount is greater than amount outstanding";
    expect(messages(await allocate(credit.CreditNoteID, InvoiceID, 48.01))).toEqual([outstanding]);
    const small = await note(5);
    expect(messages(await allocate(small.CreditNoteID, InvoiceID, 6))).toEqual([outstanding]);
    await allocate(credit.CreditNoteID, InvoiceID, 48);
    expect(messages(await allocate(credit.CreditNoteID, InvoiceID, 1))).toEqual([
      "The invoice you are trying to allocate to has already been paid off",
    ]);
    const unknown = "7b8f2a44-8e55-4f0e-9d2e-0c6a4f1d2b33";
    expect(messages(await allocate(unknown, InvoiceID, 1))).toEqual([
      "An existing Credit Note with the specified CreditNoteID could not be found",
    ]);
    const bill = await invoice({
      Type: "ACCPAY",
      LineItems: [line({ AccountCode: "400", TaxType: "INPUT2" })],
    });
    expect(messages(await allocate(credit.CreditNoteID, bill.InvoiceID, 1))[0]).toMatch(
      /^Credit Note cannot be allocated to an incorrect invoice t/,
    );
    const draft = await note(5, { Status: "DRAFT" });
    const theirs = await invoice({ Contact: { Name: "Somebody Else" } });
    const euros = await invoice({ CurrencyCode: "EUR" });
    const refused = [
      await allocate(draft.CreditNoteID, (await invoice()).InvoiceID, 1),
      await allocate(credit.CreditNoteID, theirs.InvoiceID, 1),
      await allocate(credit.CreditNoteID, euros.InvoiceID, 1),
      await allocate(credit.CreditNoteID, (await invoice({ Status: "DRAFT" })).InvoiceID, 1),
      await allocate(credit.CreditNoteID, unknown, 1),
      await allocate(credit.CreditNoteID, (await invoice()).InvoiceID, -1),
    ];
    for (const answer of refused) expect([answer.status, messages(answer).length]).toEqual([400, 1]);
    expect((await readNote(credit.CreditNoteID)).RemainingCredit).toBe(12);
  });

  it("behaviour 20: a badly wrapped body is ErrorNumber 17 with Xero's own spelling", async () => {
    const { CreditNoteID } = await note(5);
    const answer = await run.api("PUT", `CreditNotes/${CreditNoteID}/Allocations`, {
      body: { allocation: [{ Amount: 1 }] },
    });
    expect(answer.json).toMatchObject({
      ErrorNumber: 17,
      Type: "NoDataProcessedException",
      Message:
        "No data has been processed for this endpoint. This endpoint is expecting Allocation data to be specifed in the request body.",
    });
  });

  it("behaviour 20: the id is in the answer when the switch says so (point 14)", async () => {
    await control(run.origin, "POST", "/switches", { allocationIdInAnswer: "present" });
    const [{ InvoiceID }, credit] = [await invoice(), await note(1)];
    const { AllocationID } = (await allocate(credit.CreditNoteID, InvoiceID, 1)).json.Allocations[0];
    expect((await readNote(credit.CreditNoteID)).Allocations[0].AllocationID).toBe(AllocationID);
    await control(run.origin, "POST", "/switches", { allocationIdInAnswer: "absent" });
  });

  it("behaviour 21: deleting one puts both documents back", async () => {
    const [{ InvoiceID }, credit] = [await invoice(), await note(48)];
    await allocate(credit.CreditNoteID, InvoiceID, 48);
    expect((await readInvoice(InvoiceID)).Status).toBe("PAID");
    const { AllocationID } = (await readNote(credit.CreditNoteID)).Allocations[0];
    const path = `CreditNotes/${credit.CreditNoteID}/Allocations/${AllocationID}`;
    const gone = await run.api("DELETE", path);
    expect([gone.status, gone.json]).toEqual([
      200,
      {
        AllocationId: AllocationID,
        Date: "/Date(1795219200000+0000)/",
        Invoice: [{ InvoiceID }],
        IsDeleted: true,
      },
    ]);
    expect(await readInvoice(InvoiceID)).toMatchObject({
      Status: "AUTHORISED",
      AmountDue: 48,
      AmountCredited: 0,
      CreditNotes: [],
    });
    expect(await readNote(credit.CreditNoteID)).toMatchObject({
      Status: "AUTHORISED",
      RemainingCredit: 48,
      Allocations: [],
    });
    expect((await run.api("DELETE", path)).status).toBe(404);
  });

  it("behaviour 17: credit on it keeps an invoice from being voided, and the note from being edited", async () => {
    const [{ InvoiceID }, credit] = [await invoice(), await note(10)];
    await allocate(credit.CreditNoteID, InvoiceID, 4);
    const voided = await run.api("POST", `Invoices/${InvoiceID}`, { body: { Status: "VOIDED" } });
    expect(messages(voided)[0]).toMatch(/^The status VOIDED cannot be applied to the invoice/);
    const edited = await run.api("POST", `CreditNotes/${credit.CreditNoteID}`, {
      body: { Status: "VOIDED" },
    });
    expect(edited.status).toBe(400);
  });

  it("a part of a cent cannot be allocated", async () => {
    const [{ InvoiceID }, credit] = [await invoice(), await note(10)];
    expect(messages(await allocate(credit.CreditNoteID, InvoiceID, 3.999))).toEqual([
      "Allocation amount can have at most 2 decimal places",
    ]);
    expect((await run.api("GET", `Invoices/${InvoiceID}`)).json.Invoices[0].AmountCredited).toBe(0);
  });

  it("the ledger tells of every allocation, deleted ones included", async () => {
    const ledger = (await control(run.origin, "GET", `/organisations/${UK_ORGANISATION_ID}/ledger`)).json;
    expect(ledger.allocations.filter((one: { isDeleted: boolean }) => one.isDeleted)).toHaveLength(1);
  });
});
