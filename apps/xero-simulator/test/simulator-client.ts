import { createHash, randomBytes } from "node:crypto";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "../src/options.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";

export const REDIRECT_URI = "http://localhost:3999/callback";
export const ALL_SCOPES =
  "openid profile email offline_access accounting.invoices accounting.payments accounting.contacts accounting.settings.read";

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  expires_in: number;
  scope: string;
}

/** Walks the consent form over HTTP and gives the code and state that came back. */
export async function consent(
  origin: string,
  options: {
    scope?: string;
    organisations?: string[];
    challenge?: string;
    decision?: string;
    single?: boolean;
  } = {},
): Promise<URL> {
  const form = new URLSearchParams({
    response_type: "code",
    client_id: DEFAULT_CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: options.scope ?? ALL_SCOPES,
    state: "state-1",
    decision: options.decision ?? "allow",
  });
  if (options.challenge) {
    form.set("code_challenge", options.challenge);
    form.set("code_challenge_method", "S256");
  }
  if (options.single) form.set("acr_values", "bulk_connect:false");
  for (const id of options.organisations ?? [UK_ORGANISATION_ID]) form.append("organisation", id);
  const answer = await fetch(`${origin}/identity/connect/authorize`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = answer.headers.get("location");
  if (answer.status !== 302 || location === null) throw new Error(`authorize answered ${answer.status}`);
  return new URL(location);
}

export async function tokenCall(
  origin: string,
  form: Record<string, string>,
  secret = DEFAULT_CLIENT_SECRET,
): Promise<Response> {
  return fetch(`${origin}/connect/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${DEFAULT_CLIENT_ID}:${secret}`).toString("base64")}` },
    body: new URLSearchParams(form),
  });
}

export async function signIn(origin: string, options: Parameters<typeof consent>[1] = {}): Promise<Tokens> {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const back = await consent(origin, { ...options, challenge });
  const answer = await tokenCall(origin, {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  });
  if (answer.status !== 200) throw new Error(`token answered ${answer.status}`);
  return (await answer.json()) as Tokens;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests read Xero's answers field by field
  json: any;
}

export type ApiCall = (
  method: string,
  path: string,
  options?: { body?: unknown; headers?: Record<string, string>; raw?: string; signal?: AbortSignal },
) => Promise<ApiAnswer>;

/** A caller of the accounting API with one token and organisation. */
export function apiClient(origin: string, accessToken: string, organisationId = UK_ORGANISATION_ID): ApiCall {
  return async (method, path, options = {}) => {
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const answer = await fetch(`${origin}/api.xro/2.0/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        "xero-tenant-id": organisationId,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
  };
}

export async function control(
  origin: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  const answer = await fetch(`${origin}/__sim${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
