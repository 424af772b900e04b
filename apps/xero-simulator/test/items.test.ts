import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });
const put = (item: object) => run.api("PUT", "Items", { body: { Items: [item] } });

describe("items", () => {
  it("are created by PUT, changed by POST under their code, and read by code or id", async () => {
    const item = { Code: "W-1", Name: "Widget", SalesDetails: { UnitPrice: 20, AccountCode: "200" } };
    const made = (await put(item)).json.Items[0];
    expect(made).toMatchObject({ Code: "W-1", Name: "Widget", SalesDetails: { UnitPrice: 20 } });
    expect((await put(item)).status).toBe(400);
    const changed = await run.api("POST", "Items", { body: { Code: "W-1", Name: "Blue widget" } });
    expect(changed.json.Items[0]).toMatchObject({ ItemID: made.ItemID, Name: "Blue widget" });
    const direct = await run.api("POST", `Items/${made.ItemID}`, { body: { Description: "Of wood" } });
    expect(direct.json.Items[0]).toMatchObject({ Code: "W-1", Description: "Of wood" });
    expect((await run.api("POST", "Items/none", { body: { Name: "x" } })).status).toBe(404);
    for (const key of ["W-1", made.ItemID]) {
      expect((await run.api("GET", `Items/${key}`)).json.Items[0].Name).toBe("Blue widget");
    }
    expect(
      (await run.api("GET", `Items?where=${encodeURIComponent('Code=="W-1"')}`)).json.Items,
    ).toHaveLength(1);
    expect((await run.api("GET", "Items/none")).status).toBe(404);
    expect((await put({ Name: "no code" })).status).toBe(400);
    expect((await put({ Code: "x".repeat(31) })).status).toBe(400);
  });

  it("an invoice line names one that exists", async () => {
    const SalesDetails = { UnitPrice: 12.5, AccountCode: "260", TaxType: "RROUTPUT" };
    await put({ Code: "W-2", Description: "A widget", SalesDetails });
    const withItem = (ItemCode: string) =>
      run.api("PUT", "Invoices", { body: invoiceBody({ LineItems: [line({ ItemCode })] }) });
    expect((await withItem("W-2")).json.Invoices[0].LineItems[0].ItemCode).toBe("W-2");
    const bare = invoiceBody({ LineItems: [{ ItemCode: "W-2", Quantity: 2 }] });
    expect((await run.api("PUT", "Invoices", { body: bare })).json.Invoices[0].LineItems[0]).toMatchObject({
      Description: "A widget",
      UnitAmount: 12.5,
      AccountCode: "260",
      TaxType: "RROUTPUT",
      LineAmount: 25,
      TaxAmount: 1.25,
    });
    expect(messages(await withItem("W-9"))).toHaveLength(1);
  });
});
