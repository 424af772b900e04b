import { createHmac, randomBytes } from "node:crypto";

/** Xero waits five seconds for an answer. */
const ANSWER_WITHIN_MS = 5_000;

export interface WebhookAnswer {
  /** Null when nothing was answered in time. */
  status: number | null;
  hasBody: boolean;
  hasCookie: boolean;
}

/** base64(HMAC-SHA256(raw body, webhook key)), as the header x-xero-signature carries it. */
export function webhookSignature(body: string, key: string): string {
  return createHmac("sha256", key).update(body, "utf8").digest("base64");
}

export async function sendWebhook(url: string, body: string, signature: string): Promise<WebhookAnswer> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-xero-signature": signature,
        "user-agent": "XeroWebhooks",
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await answer.text();
    return { status: answer.status, hasBody: text !== "", hasCookie: answer.headers.has("set-cookie") };
  } catch {
    return { status: null, hasBody: false, hasCookie: false };
  }
}

export interface IntentCheck {
  isSignedWell: boolean;
  status: number | null;
  isRight: boolean;
}

/** Intent to receive: well signed requests must answer 200 and badly signed ones 401, all without body or cookie. */
export async function checkIntent(url: string, key: string): Promise<IntentCheck[]> {
  const checks: IntentCheck[] = [];
  for (const isSignedWell of [true, false, true, false]) {
    const body = webhookBody([], 0, 0);
    const signature = isSignedWell ? webhookSignature(body, key) : webhookSignature(body, `${key} not`);
    const answer = await sendWebhook(url, body, signature);
    const isRight = answer.status === (isSignedWell ? 200 : 401) && !answer.hasBody && !answer.hasCookie;
    checks.push({ isSignedWell, status: answer.status, isRight });
    // Nobody answers: three more would only make whoever sets it up wait.
    if (answer.status === null) break;
  }
  return checks;
}

export function webhookBody(
  events: readonly object[],
  firstEventSequence: number,
  lastEventSequence: number,
): string {
  const entropy = randomBytes(15).toString("base64url").toUpperCase();
  return JSON.stringify({ events, firstEventSequence, lastEventSequence, entropy });
}
