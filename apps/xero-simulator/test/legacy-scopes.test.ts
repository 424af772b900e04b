import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultClient } from "../src/options.ts";
import { runningSimulator } from "./running-simulator.ts";
import { apiClient, consent, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll }, { clients: [{ ...defaultClient(), isLegacy: true }] });
const BROAD = { scope: "accounting.transactions accounting.settings" };

describe("behaviour 10: the broad scopes of an app made before 2 March 2026", () => {
  it("reach what they did until 13 September 2027, and nothing from then on", async () => {
    const before = apiClient(run.origin, (await signIn(run.origin, BROAD)).access_token);
    for (const path of ["Invoices", "CreditNotes", "Payments"]) {
      expect((await before("GET", path)).status, path).toBe(200);
    }
    expect((await before("GET", "Contacts")).status).toBe(401);

    run.simulator.clock.set(Date.parse("2027-09-12T23:50:00Z"));
    const last = apiClient(run.origin, (await signIn(run.origin, BROAD)).access_token);
    expect((await last("GET", "Payments")).status).toBe(200);
    run.simulator.clock.set(Date.parse("2027-09-13T00:00:01Z"));
    const refused = await last("GET", "Payments");
    expect([refused.status, refused.json.Detail]).toEqual([401, "AuthorizationUnsuccessful"]);
    await expect(consent(run.origin, BROAD)).rejects.toThrow("authorize answered 500");
  });
});
