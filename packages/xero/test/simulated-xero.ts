import { createHash, randomBytes } from "node:crypto";
import { recordExchanges } from "@counterfoil/xero-simulator/conformance/record-exchanges";
import { wrongRequests } from "@counterfoil/xero-simulator/conformance/wrong-requests";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import { createXeroSimulator } from "@counterfoil/xero-simulator/server";
import { z } from "zod";
import { createXeroIdentity } from "../src/identity.ts";
import { createLedger } from "../src/ledger.ts";

const REDIRECT_URI = "http://localhost:3000/callback";

/** A simulated Xero on a free port, and our adapter pointed at it. */
export async function startSimulatedXero() {
  const simulator = await createXeroSimulator();
  const exchanges = recordExchanges(simulator.app);
  const origin = await simulator.listen();
  const identityOptions = {
    authorizeUrl: `${origin}/identity/connect/authorize`,
    tokenUrl: `${origin}/connect/token`,
    connectionsUrl: `${origin}/connections`,
    issuer: origin,
    jwksUrl: `${origin}/.well-known/openid-configuration/jwks`,
    clientId: DEFAULT_CLIENT_ID,
    clientSecret: DEFAULT_CLIENT_SECRET,
    usePkce: true,
    timeoutMs: 5000,
  };
  const identity = createXeroIdentity(identityOptions);
  const ledger = createLedger({ apiUrl: `${origin}/api.xro/2.0`, timeoutMs: 5000 });

  return {
    origin,
    identity,
    ledger,
    /** Every accounting call so far, byte for byte. */
    exchanges,
    /** Fails when a request of ours breaks Xero's own specification. */
    stop: async () => {
      await simulator.close();
      const wrong = wrongRequests(exchanges);
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
    },
    control: (path: string, body: unknown) => control(`${origin}/__sim/${path}`, body),

    /** Presses "Allow access" on the consent page, as a person would, and gives what comes back in the redirect. */
    async consent(organisationId: string, scopes?: readonly string[]) {
      const codeVerifier = randomBytes(32).toString("base64url");
      const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
      const state = randomBytes(16).toString("hex");
      const asking = scopes ? createXeroIdentity({ ...identityOptions, scopes }) : identity;
      const url = asking.authorizationUrl({ state, codeChallenge, redirectUri: REDIRECT_URI });
      const page = await (await fetch(url)).text();
      const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
        ([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&amp;", "&")],
      );
      const response = await fetch(`${origin}/identity/connect/authorize`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams([...fields, ["organisation", organisationId], ["decision", "allow"]]),
      });
      const callback = new URL(response.headers.get("location") ?? "missing:");
      return {
        codeVerifier,
        redirectUri: REDIRECT_URI,
        code: callback.searchParams.get("code") ?? "",
        isOurState: callback.searchParams.get("state") === state,
      };
    },

    /** Every document and contact of an organisation, read beside the API. */
    async books(organisationId: string) {
      const response = await fetch(`${origin}/__sim/organisations/${organisationId}/ledger`);
      return booksSchema.parse(await response.json());
    },
  };
}

async function control(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}: ${await response.text()}`);
  return response.json();
}

const booksSchema = z.object({
  contacts: z.array(
    z.object({ contactId: z.string(), contactNumber: z.string().nullable(), name: z.string() }),
  ),
  invoices: z.array(
    z.object({
      invoiceId: z.string(),
      number: z.string().nullable(),
      status: z.string(),
      total: z.string(),
      totalTax: z.string(),
      url: z.string().nullable(),
    }),
  ),
  creditNotes: z.array(
    z.object({
      creditNoteId: z.string(),
      number: z.string().nullable(),
      status: z.string(),
      total: z.string(),
    }),
  ),
});
