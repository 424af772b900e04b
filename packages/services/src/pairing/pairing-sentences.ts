import type { PairOutcome } from "@counterfoil/core/ports";
import type { StoreAddress } from "@counterfoil/core/store-address";

export type PairingProblem =
  | Extract<PairOutcome, { ok: false }>["problem"]
  | Extract<StoreAddress, { ok: false }>["problem"]
  /** What our own notes say of a code that the store refused; the store has one answer for all. */
  | "code_used"
  | "code_expired"
  | "code_mistyped"
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

/** What whoever maintains the shop has to look at. Null where there is nothing technical to it. */
export function pairingHint(problem: PairingProblem | ProofProblem, facts: SentenceFacts): string | null {
  return hints[problem]?.(facts) ?? null;
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
  code_used: ({ host }) =>
    `This code has paired ${host} already, and each code is good for one use. Nothing more is needed; to pair again, generate a new code in Magento.`,
  code_expired: ({ host }) =>
    `This code is older than 30 minutes, and ${host} no longer takes it. Generate a new one in Magento and paste it here.`,
  code_mistyped: ({ host }) =>
    `${host} does not know this code, and it does not look like one: a pairing code has 32 characters, digits and small letters from a to f. Copy it in Magento once more, all of it.`,
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
    `${host} answered with a web page where Magento's answer should be. A firewall, a bot check or a coming-soon page stands in front of it. Ask whoever looks after the shop to let us through, then try again.`,
  http_refused: ({ suggestedUrl }) =>
    `We only pair over https, because the pairing carries a secret.${suggestedUrl ? ` Try ${suggestedUrl}.` : ""}`,
  private_address: ({ host }) =>
    `${host} is not on the public internet, so we cannot reach it. Use the address your customers use.`,
  module_missing: ({ host }) =>
    `${host} is there, but the Xero module is not. Check that it is installed and switched on, and that no part of the address is missing.`,
  needs_basic_auth: ({ host }) =>
    `${host} asks for a user name and password before it lets anyone in, as a test shop does. Use the live shop's address, or ask whoever looks after this one to let us through.`,
  server_error: ({ host }) =>
    `${host} answered with an error of its own. Try again in a minute; if it took the code nevertheless, pairing finishes by itself.`,
  plan_limit: ({ plan }) =>
    `Your ${planName(plan)} plan covers ${plan === "starter" ? "one store" : "five stores"}, and ${plan === "starter" ? "it is" : "all are"} in use. Disconnect one, or move to ${plan === "starter" ? "Growth" : "Scale"} to pair another.`,
  too_many_tries: () =>
    "That was tried many times just now. Wait ten minutes; codes generated in Magento stay valid for 30.",
  ping_refused: ({ host }) =>
    `The code was right and ${host} is paired, but it turns our calls away. Once whoever looks after the shop has put that right, it works by itself; nothing needs to be paired again.`,
  ping_unavailable: ({ host }) =>
    `The code was right and ${host} is paired, but it has not answered our first call yet. Once it does, it works by itself; nothing needs to be paired again.`,
};

const LET_THROUGH =
  "Let requests to /rest/V1/byte8/ on this host through without a challenge; each carries a signature of its own that Magento checks.";

const hints: Partial<Record<PairingProblem | ProofProblem, (facts: SentenceFacts) => string>> = {
  unreachable: ({ detail }) =>
    `The connection failed${said(detail)}. Check the host's DNS record, its certificate, and that its firewall lets https in from anywhere.`,
  timeout: () =>
    "No answer within our time limit. Look for slow requests to /rest/V1/byte8/xero_accounting/setup/pair in the web server's log.",
  redirected: ({ detail }) =>
    `POST /rest/V1/byte8/xero_accounting/setup/pair was answered with a redirect${said(detail)}. Magento's base URL, a www rule or a language rule is the usual cause.`,
  not_json: ({ detail }) => `The answer was not JSON${said(detail)}. ${LET_THROUGH}`,
  module_missing: ({ detail }) =>
    `There is no route /rest/V1/byte8/xero_accounting/setup/pair${said(detail)}. Run bin/magento module:status, then module:enable and setup:upgrade for what is disabled.`,
  needs_basic_auth: () => `The web server answers 401 with WWW-Authenticate: Basic. ${LET_THROUGH}`,
  server_error: ({ detail }) =>
    `The store answered the pairing call with an error${said(detail)}. The reason is in Magento's var/log/exception.log and var/log/byte8/client.log.`,
  ping_refused: () =>
    "GET /rest/V1/byte8/ping is answered with 401. Most often the proxy does not tell Magento that the call came over https: forward X-Forwarded-Proto and set web/secure/offloader_header. Otherwise the server's clock is off by more than 30 seconds (check NTP), or the configuration cache still has the old key (bin/magento cache:flush). The reason is in var/log/byte8/client.log.",
  ping_unavailable: () => `GET /rest/V1/byte8/ping was not answered. ${LET_THROUGH}`,
};

function said(detail: string | undefined): string {
  return detail ? ` (${detail})` : "";
}

function planName(plan: string | undefined): string {
  return plan ? plan.charAt(0).toUpperCase() + plan.slice(1) : "current";
}
