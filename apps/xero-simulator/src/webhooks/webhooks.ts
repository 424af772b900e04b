import type { Clock } from "../clock.ts";
import { takeFault } from "../control/fault.ts";
import { newId } from "../ids.ts";
import type { Durations, Switches } from "../options.ts";
import type { Change } from "../state/journal.ts";
import type { SimulatorState } from "../state/simulator-state.ts";
import { checkIntent, type IntentCheck, sendWebhook, webhookBody, webhookSignature } from "./send-webhook.ts";
import type { Webhook, WebhookDelivery, WebhookEvent } from "./webhook.ts";

export interface Webhooks {
  /** Checks the intent to receive and, when it holds, delivers from now on; what was kept is replayed. */
  configure(wanted: { url: string; key: string; isHeld: boolean }): Promise<IntentCheck[]>;
  /** Events for changes of one organisation; only connected organisations raise any. */
  publish(organisationId: string, changes: readonly Change[]): void;
  /** Sends what waits and what is due, and waits for the answers. */
  flush(): Promise<void>;
  /** Sends deliveries again that were made before: at least once means sometimes twice. */
  redeliver(deliveryIds: readonly string[], order: "same" | "reverse"): Promise<void>;
  stop(): void;
}

interface Parts {
  state: SimulatorState;
  clock: Clock;
  durations: Durations;
  switches: Switches;
  origin(): string;
}

const BATCH_MS = 50;
const LOOK_MS = 100;
const DELIVERIES_KEPT = 2_000;
const RESOURCES = { INVOICE: "Invoices", CREDITNOTE: "CreditNotes", CONTACT: "Contacts" } as const;

/** Delivers events: a failure is repeated at once, then every 15 minutes for a day on the injected clock. */
export function createWebhooks(parts: Parts): Webhooks {
  const { state, clock, durations } = parts;
  let batchTimer: NodeJS.Timeout | null = null;
  let lookTimer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();
  /** Deliveries that a reorder fault lets the next one overtake. */
  let overtaken: WebhookDelivery[] = [];

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    sending = sending.then(work, work);
    return sending;
  };

  const attempt = async (webhook: Webhook, delivery: WebhookDelivery) => {
    const answer = await sendWebhook(
      webhook.url,
      delivery.body,
      webhookSignature(delivery.body, webhook.key),
    );
    const now = clock.now();
    delivery.attempts.push({ at: new Date(now).toISOString(), status: answer.status });
    delivery.nextAttemptAt = null;
    if (answer.status === 200) {
      delivery.state = "delivered";
      return;
    }
    if (delivery.state === "delivered") return;
    if (delivery.attempts.length === 1) return attempt(webhook, delivery);
    if (now - delivery.createdAt >= durations.webhookGiveUpMs) {
      webhook.status = "disabled";
      for (const one of webhook.deliveries) keepUnlessDelivered(one);
      return;
    }
    delivery.nextAttemptAt = now + durations.webhookRetryMs;
  };

  const sendWaiting = async () => {
    const { webhook } = state;
    if (webhook?.status !== "enabled") return;
    const now = clock.now();
    const due = webhook.deliveries.filter((one) => one.nextAttemptAt !== null && one.nextAttemptAt <= now);
    for (const delivery of due) if (delivery.state === "waiting") await attempt(webhook, delivery);

    const held = overtaken;
    overtaken = [];
    const events = webhook.waiting.splice(0);
    if (events.length > 0) {
      const call = { method: "POST", path: webhook.url, organisationId: null };
      const fault = takeFault(state.faults, call, "webhook");
      const delivery = batch(webhook, fault?.kind === "webhook-reorder" ? events.reverse() : events, now);
      if (fault?.kind === "webhook-reorder") overtaken.push(delivery);
      else await attempt(webhook, delivery);
      if (fault?.kind === "webhook-duplicate") await attempt(webhook, delivery);
    }
    for (const delivery of held) await attempt(webhook, delivery);
  };

  const look = () => {
    const now = clock.now();
    const isDue = state.webhook?.deliveries.some(
      (one) => one.nextAttemptAt !== null && one.nextAttemptAt <= now && one.state === "waiting",
    );
    if (isDue) void inTurn(sendWaiting);
  };

  const watch = () => {
    lookTimer ??= setInterval(look, LOOK_MS).unref();
  };
  if (state.webhook) watch();

  return {
    configure: async ({ url, key, isHeld }) => {
      const checks = await checkIntent(url, key);
      const isReady = checks.every((check) => check.isRight);
      const before = state.webhook;
      const oldest = clock.now() - durations.webhookKeepMs;
      state.webhook = {
        url,
        key,
        isHeld,
        status: isReady ? "enabled" : "refused",
        nextSequence: before?.nextSequence ?? 1,
        waiting: before?.waiting ?? [],
        deliveries: (before?.deliveries ?? []).filter((one) => one.createdAt >= oldest),
      };
      if (!isReady) return checks;
      watch();
      const { webhook } = state;
      const kept = webhook.deliveries.filter((one) => one.state === "kept");
      for (const delivery of kept) Object.assign(delivery, { state: "waiting", createdAt: clock.now() });
      await inTurn(async () => {
        for (const delivery of kept) await attempt(webhook, delivery);
      });
      return checks;
    },

    publish: (organisationId, changes) => {
      const { webhook } = state;
      if (!webhook || webhook.status === "refused") return;
      const isConnected = [...state.connections.values()].some(
        (one) => one.organisationId === organisationId,
      );
      if (!isConnected) return;
      const at = new Date(clock.now()).toISOString().slice(0, 23);
      for (const change of changes) {
        if (change.isSettlement && parts.switches.settlementEvent === "silent") continue;
        webhook.waiting.push(eventOf(parts.origin(), organisationId, change, at));
      }
      if (webhook.waiting.length === 0) return;
      if (webhook.status === "disabled") {
        keepUnlessDelivered(batch(webhook, webhook.waiting.splice(0), clock.now()));
        return;
      }
      if (webhook.isHeld) return;
      batchTimer ??= setTimeout(() => {
        batchTimer = null;
        void inTurn(sendWaiting);
      }, BATCH_MS).unref();
    },

    flush: () => inTurn(sendWaiting),

    redeliver: (deliveryIds, order) =>
      inTurn(async () => {
        const { webhook } = state;
        if (!webhook) return;
        const chosen = webhook.deliveries.filter(
          (one) => deliveryIds.length === 0 || deliveryIds.includes(one.deliveryId),
        );
        for (const delivery of order === "reverse" ? chosen.reverse() : chosen)
          await attempt(webhook, delivery);
      }),

    stop: () => {
      if (batchTimer) clearTimeout(batchTimer);
      if (lookTimer) clearInterval(lookTimer);
    },
  };
}

function batch(webhook: Webhook, events: WebhookEvent[], now: number): WebhookDelivery {
  const first = webhook.nextSequence;
  const last = first + events.length - 1;
  webhook.nextSequence = last + 1;
  const delivery: WebhookDelivery = {
    deliveryId: newId(),
    body: webhookBody(events, first, last),
    firstEventSequence: first,
    lastEventSequence: last,
    createdAt: now,
    attempts: [],
    state: "waiting",
    nextAttemptAt: null,
  };
  webhook.deliveries.push(delivery);
  if (webhook.deliveries.length > DELIVERIES_KEPT) webhook.deliveries.shift();
  return delivery;
}

function keepUnlessDelivered(delivery: WebhookDelivery): void {
  if (delivery.state !== "delivered") delivery.state = "kept";
  delivery.nextAttemptAt = null;
}

function eventOf(origin: string, tenantId: string, change: Change, eventDateUtc: string): WebhookEvent {
  return {
    resourceUrl: `${origin}/api.xro/2.0/${RESOURCES[change.category]}/${change.id}`,
    resourceId: change.id,
    eventDateUtc,
    eventType: change.type,
    eventCategory: change.category,
    tenantId,
    tenantType: "ORGANISATION",
    ...(change.data ? { data: change.data } : {}),
  };
}
