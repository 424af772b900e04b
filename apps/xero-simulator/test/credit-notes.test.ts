import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { line, messages, runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });
const body = (changes: Record<string, unknown> = {}) => ({
  CreditNotes: [
    {
      Type: "ACCRECCREDIT",
      Contact: { Name: "Acme Ltd" },
      Date: "2026-11-21",
      Reference: "INV-1002",
      Status: "AUTHORISED",
      LineAmountTypes: "Exclusive",
      LineItems: [line({ Description: "Return", Quantity: 1, UnitAmount: 10 })],
      ...changes,
    },
  ],
});
const put = (changes?: Record<string, unknown>) => run.api("PUT", "CreditNotes", { body: body(changes) });

describe("behaviour 19: credit notes", () => {
  it("are positive, with what remains of them", async () => {
    const answer = await put({ CreditNoteNumber: "CN-12" });
    const [note] = answer.json.CreditNotes;
    expect(note).toMatchObject({
      CreditNoteNumber: "CN-12",
      Type: "ACCRECCREDIT",
      Status: "AUTHORISED",
      SubTotal: 10,
      TotalTax: 2,
      Total: 12,
      RemainingCredit: 12,
      Allocations: [],
      Payments: [],
    });
    expect(note.ID).toBe(note.CreditNoteID);
    expect((await run.api("GET", "CreditNotes/CN-12")).json.CreditNotes[0].CreditNoteID).toBe(
      note.CreditNoteID,
    );
  });

  it("have unique numbers of their own, also after voiding", async () => {
    await put({ CreditNoteNumber: "CN-20" });
    expect(messages(await put({ CreditNoteNumber: "cn-20" }))).toEqual(["Credit Note # must be unique."]);
    const [note] = (await put({ CreditNoteNumber: "CN-21" })).json.CreditNotes;
    const renamed = await run.api("POST", `CreditNotes/${note.CreditNoteID}`, {
      body: { CreditNoteNumber: "CN-21-VOID-1" },
    });
    expect(renamed.json.CreditNotes[0].CreditNoteNumber).toBe("CN-21-VOID-1");
    const voided = await run.api("POST", `CreditNotes/${note.CreditNoteID}`, { body: { Status: "VOIDED" } });
    expect(voided.json.CreditNotes[0]).toMatchObject({ Status: "VOIDED", RemainingCredit: 0 });
    expect((await put({ CreditNoteNumber: "CN-21" })).status).toBe(200);
    expect(messages(await put({ CreditNoteNumber: "CN-21-VOID-1" }))).toEqual([
      "Credit Note # must be unique.",
    ]);
    const late = await run.api("POST", `CreditNotes/${note.CreditNoteID}`, {
      body: { Status: "AUTHORISED" },
    });
    expect(messages(late)[0]).toMatch(/not of valid status for modification$/);
  });

  it("take no discount, and lines only when approved", async () => {
    expect(messages(await put({ LineItems: [line({ DiscountRate: 10 })] }))).toHaveLength(1);
    expect((await put({ LineItems: undefined, Status: "DRAFT" })).status).toBe(200);
    expect(messages(await put({ LineItems: undefined }))).toEqual([
      "One or more line items must be specified",
    ]);
  });

  it("POST updates by number, and drafts are deleted, not voided", async () => {
    const [draft] = (await put({ CreditNoteNumber: "CN-30", Status: "DRAFT" })).json.CreditNotes;
    const again = await run.api("POST", "CreditNotes", {
      body: { CreditNoteNumber: "CN-30", Reference: "new" },
    });
    expect(again.json.CreditNotes[0]).toMatchObject({ CreditNoteID: draft.CreditNoteID, Reference: "new" });
    expect((await run.api("POST", "CreditNotes/CN-30", { body: { Status: "VOIDED" } })).status).toBe(400);
    expect((await run.api("POST", "CreditNotes/CN-30", { body: { Status: "DELETED" } })).status).toBe(200);
  });

  it("are listed like invoices", async () => {
    const paged = (await run.api("GET", "CreditNotes?page=1&pageSize=2&order=CreditNoteNumber%20DESC")).json;
    expect(paged.pagination.pageSize).toBe(2);
    expect(paged.CreditNotes).toHaveLength(2);
    expect(paged.CreditNotes[0].LineItems.length).toBeGreaterThan(0);
    const found = (
      await run.api("GET", `CreditNotes?where=${encodeURIComponent('Reference=="new" AND Status!="VOIDED"')}`)
    ).json;
    expect(found.CreditNotes).toHaveLength(1);
    expect(found.CreditNotes[0].LineItems).toEqual([]);
  });
});

describe("renaming switched off", () => {
  const strict = runningSimulator({ beforeAll, afterAll }, { switches: { creditNoteRename: "refuse" } });

  it("refuses another number", async () => {
    const created = await strict.api("PUT", "CreditNotes", { body: body({ CreditNoteNumber: "CN-1" }) });
    const [{ CreditNoteID }] = created.json.CreditNotes;
    expect(
      (await strict.api("POST", `CreditNotes/${CreditNoteID}`, { body: { CreditNoteNumber: "CN-2" } }))
        .status,
    ).toBe(400);
    expect(
      (await strict.api("POST", `CreditNotes/${CreditNoteID}`, { body: { Status: "VOIDED" } })).status,
    ).toBe(200);
  });
});
