import type { PairOutcome } from "@counterfoil/core/ports";
import type { StoreAddress } from "@counterfoil/core/store-address";

export type PairingProblem =
  | Extract<PairOutcome, { ok: false }>["problem"]
  | Extract<StoreAddress, { ok: false }>["problem"]
  | "code_missing"
  | "plan_limit"
  | "too_many_tries";

/** Paired, and yet the store does not let us in when we knock. */
export type ProofProblem = "ping_refused" | "ping_unavailable";

export type SentenceFacts = {
  host: string;
  /** What the store itself said, or a status; short and without personal data. */
  detail?: string;
  suggestedUrl?: string | null;
  plan?: string;
};

/** What happened and the way on, for the person who typed the address and the code. */
export function pairingSentence(problem: PairingProblem | ProofProblem, facts: SentenceFacts): string {
  return sentences[problem](facts);
}

const sentences: Record<PairingProblem | ProofProblem, (facts: SentenceFacts) => string> = {
  address_missing: () => "Paste your store's base URL. Magento shows it above the pairing code.",
  address_invalid: () =>
    "This is not a web address. Paste the base URL as Magento shows it, for example https://shop.example.com.",
  address_with_login: () =>
    "This address holds a user name or password. Paste it without them: the pairing code is all we need.",
  address_with_query: () =>
    "This address has a ? or # in it. Paste the store's base URL only, for example https://shop.example.com.",
  code_missing: () => "Paste the pairing code too. Generate one in Magento next to the base URL.",
  code_refused: ({ host }) =>
    `${host} does not accept this code: it was mistyped, was used already, is older than 30 minutes, or a newer one has replaced it. Generate a new code in Magento and paste it exactly as shown.`,
  rejected: ({ host, detail }) =>
    `${host} refused the pairing${detail ? ` and said: “${detail.replace(/[.\s]+$/, "")}”` : ""}. Generate a new code in Magento and try again.`,
  unreachable: ({ host }) =>
    `We could not reach ${host}. Check the address for typing errors, and that the store is online and open to the internet.`,
  timeout: ({ host }) =>
    `${host} did not answer in time. If it took the code nevertheless, pairing finishes by itself; otherwise try again in a minute.`,
  redirected: ({ host, suggestedUrl }) =>
    suggestedUrl
      ? `${host} sends visitors on to ${suggestedUrl}, and we do not follow with a secret in hand. If that is your store, pair with that address.`
      : `${host} sends our call on to another page. Check that the base URL is the one Magento shows, and that the store is not in maintenance.`,
  not_json: ({ host }) =>
    `${host} answered with a web page where Magento's API should be. A firewall, a bot check or a coming-soon page stands in front of it: let calls to /rest/V1/byte8/ through and try again.`,
  http_refused: ({ suggestedUrl }) =>
    `We only pair over https, because the pairing carries a secret.${suggestedUrl ? ` Try ${suggestedUrl}.` : ""}`,
  private_address: ({ host }) =>
    `${host} is not on the public internet, so we cannot reach it. Use the address your customers use.`,
  module_missing: ({ host }) =>
    `${host} is there, but the Xero module is not. Check that it is installed and enabled (bin/magento module:status), and that the base URL has no part missing.`,
  needs_basic_auth: ({ host }) =>
    `${host} asks for a user name and password before it lets anyone in. Let calls to /rest/V1/byte8/ through without them and try again.`,
  server_error: ({ host, detail }) =>
    `${host} answered with an error of its own${detail ? ` (${detail})` : ""}. Look in Magento's var/log, then try again. If it took the code nevertheless, pairing finishes by itself.`,
  plan_limit: ({ plan }) =>
    `Your ${planName(plan)} plan covers ${plan === "starter" ? "one store" : "five stores"}, and ${plan === "starter" ? "it is" : "all are"} in use. Disconnect one, or move to ${plan === "starter" ? "Growth" : "Scale"} to pair another.`,
  too_many_tries: () =>
    "That was tried many times just now. Wait ten minutes; codes generated in Magento stay valid for 30.",
  ping_refused: ({ host }) =>
    `The code was right and ${host} is paired, but it turns our calls away (401). Most often a proxy does not tell Magento that the call came over https (forward X-Forwarded-Proto), its clock is off, or its cache needs flushing. Once that is put right it works by itself; nothing needs to be paired again.`,
  ping_unavailable: ({ host }) =>
    `The code was right and ${host} is paired, but it has not answered our first call yet. Once it does, it works by itself; nothing needs to be paired again.`,
};

function planName(plan: string | undefined): string {
  return plan ? plan.charAt(0).toUpperCase() + plan.slice(1) : "current";
}
