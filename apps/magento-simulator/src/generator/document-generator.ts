import { Decimal } from "decimal.js";
import { isoSecond } from "../clock.ts";
import type {
  CanonicalContact,
  CanonicalCreditMemo,
  CanonicalInvoice,
  CanonicalPayment,
  HiddenParts,
} from "./canonical-document.ts";
import { canonicalCreditMemo } from "./credit-memo.ts";
import { remainingParts, shareParts } from "./document-parts.ts";
import { canonicalInvoice } from "./invoice.ts";
import { buildOrder, type Order } from "./order.ts";
import { profileContact } from "./people.ts";
import { createRandom } from "./random.ts";
import {
  MIXES,
  type MixName,
  type OrderRecipe,
  type RefundRecipe,
  recipeOf,
  SCENARIO_NAMES,
  SCENARIOS,
  type ScenarioName,
} from "./scenarios.ts";
import { incrementId } from "./store-views.ts";

export interface RaisedInvoice {
  kind: "invoice";
  scenario: string;
  document: CanonicalInvoice;
  payment: CanonicalPayment | null;
  hidden: HiddenParts;
}

export interface RaisedCreditMemo {
  kind: "creditmemo";
  scenario: string;
  document: CanonicalCreditMemo;
  storeId: number;
  hidden: HiddenParts;
}

export type RaisedDocument = (RaisedInvoice | RaisedCreditMemo) & {
  /** The buyer's profile when registered: GET customer's answer. */
  profile: CanonicalContact | null;
};

interface OrderReference {
  scenario: ScenarioName;
  /** The draw that made the order: with the seed it is enough to build the order again. */
  draw: number;
  orderId: number;
  orderIncrementId: string;
}

interface Refundable extends OrderReference {
  invoice: { id: number; incrementId: string; createdAt: string };
}

/** Plain JSON: a generator that is given it back goes on where it stopped. */
export interface GeneratorState {
  draws: number;
  /** What is left of the shuffled mix, a deck for each kind asked for. */
  decks: Record<"any" | "invoice" | "creditmemo", ScenarioName[]>;
  sequences: Record<string, number>;
  refundable: Refundable[];
  halfInvoiced: OrderReference[];
}

export interface DocumentRequest {
  atMs: number;
  kind?: "invoice" | "creditmemo" | undefined;
  scenario?: ScenarioName | undefined;
}

export interface DocumentGenerator {
  /** One document; two when a credit memo was asked for and nothing was there to refund (its invoice comes first). */
  next: (request: DocumentRequest) => RaisedDocument[];
  /** The next number of a kind, counted per name. */
  nextNumber: (name: string) => number;
}

const REFUNDABLE_KEPT = 40;

export const newGeneratorState = (): GeneratorState => ({
  draws: 0,
  decks: { any: [], invoice: [], creditmemo: [] },
  sequences: {},
  refundable: [],
  halfInvoiced: [],
});

/**
 * Documents of a store, by seed: the same seed, mix and requests give the same documents. `state` is changed in place.
 */
export function createDocumentGenerator(
  seed: string,
  { mix = "demo", state = newGeneratorState() }: { mix?: MixName; state?: GeneratorState } = {},
): DocumentGenerator {
  const nextNumber = (name: string): number => {
    const number = (state.sequences[name] ?? 0) + 1;
    state.sequences[name] = number;
    return number;
  };

  const next = ({ atMs, kind, scenario }: DocumentRequest): RaisedDocument[] => {
    const name = scenario ?? draw(kind);
    const recipe = recipeOf(name);
    if (recipe.kind === "invoice") return [invoice(name, recipe, atMs)];
    const parent = takeRefundable();
    if (parent) return [refund(name, recipe, { parent, atMs })];
    const first = invoice("retail", SCENARIOS.retail, atMs);
    const made = takeRefundable();
    return made ? [first, refund(name, recipe, { parent: made, atMs })] : [first];
  };

  // A refund waits in the deck until there is something to refund.
  const draw = (kind: DocumentRequest["kind"]): ScenarioName => {
    const deck = state.decks[kind ?? "any"];
    const fits = (name: ScenarioName) =>
      kind !== undefined || recipeOf(name).kind === "invoice" || state.refundable.length > 0;
    if (!deck.some(fits)) deck.push(...shuffledDeck(kind));
    return deck.splice(deck.findIndex(fits), 1)[0] ?? "retail";
  };

  const shuffledDeck = (kind: DocumentRequest["kind"]): ScenarioName[] => {
    const names = SCENARIO_NAMES.filter((name) => kind === undefined || recipeOf(name).kind === kind);
    const deck = names.flatMap((name) => Array<ScenarioName>(MIXES[mix][name] ?? 0).fill(name));
    return createRandom(`${seed}/deck/${nextNumber("deck")}`).shuffle(deck);
  };

  const invoice = (scenario: ScenarioName, recipe: OrderRecipe, atMs: number): RaisedDocument => {
    state.draws += 1;
    const half = recipe.isPartial ? state.halfInvoiced.shift() : undefined;
    const reference = half ?? newOrderReference(scenario, recipe);
    const order = orderOf(reference, recipe);
    const firstHalf = recipe.isPartial ? shareParts(order, halves(order)) : null;
    const parts = half && firstHalf ? remainingParts(order, firstHalf) : (firstHalf ?? remainingParts(order));
    if (!half && firstHalf && remainingParts(order, firstHalf).length > 0) state.halfInvoiced.push(reference);

    const createdAt = isoSecond(atMs);
    const numbers = {
      invoiceId: nextNumber("invoice"),
      invoiceIncrementId: incrementId(order.view.id, nextNumber(`invoice/${order.view.id}`)),
      orderId: reference.orderId,
      orderIncrementId: reference.orderIncrementId,
    };
    const made = canonicalInvoice(order, { parts, isFirst: !half, numbers, createdAt });
    if (recipe.isRefundable) {
      const raised = { id: numbers.invoiceId, incrementId: numbers.invoiceIncrementId, createdAt };
      state.refundable.push({ ...reference, invoice: raised });
      state.refundable.splice(0, state.refundable.length - REFUNDABLE_KEPT);
    }
    return { kind: "invoice", scenario, ...made, profile: profileOf(order) };
  };

  const refund = (
    scenario: ScenarioName,
    recipe: RefundRecipe,
    { parent, atMs }: { parent: Refundable; atMs: number },
  ): RaisedDocument => {
    state.draws += 1;
    const parentRecipe = recipeOf(parent.scenario);
    if (parentRecipe.kind !== "invoice") throw new Error(`${parent.scenario} makes no order`);
    const order = orderOf(parent, parentRecipe);
    const storeId = order.view.id;
    const made = canonicalCreditMemo(order, {
      recipe,
      random: createRandom(`${seed}/refund/${state.draws}`),
      memo: {
        id: nextNumber("creditmemo"),
        incrementId: incrementId(storeId, nextNumber(`creditmemo/${storeId}`)),
      },
      invoice: parent.invoice,
      createdAt: isoSecond(atMs),
    });
    return { kind: "creditmemo", scenario, storeId, ...made, profile: profileOf(order) };
  };

  const takeRefundable = (): Refundable | undefined => {
    if (state.refundable.length === 0) return undefined;
    const random = createRandom(`${seed}/parent/${state.draws}`);
    return state.refundable.splice(random.integer(0, state.refundable.length - 1), 1)[0];
  };

  const newOrderReference = (scenario: ScenarioName, recipe: OrderRecipe): OrderReference => {
    const viewId = orderOf({ draw: state.draws }, recipe).view.id;
    return {
      scenario,
      draw: state.draws,
      orderId: nextNumber("order"),
      orderIncrementId: incrementId(viewId, nextNumber(`order/${viewId}`)),
    };
  };

  const orderOf = (reference: { draw: number }, recipe: OrderRecipe): Order =>
    buildOrder(recipe, { seed, key: String(reference.draw) });

  return { next, nextNumber };
}

const halves = (order: Order): Decimal[] =>
  order.items.map((item, index) =>
    item.quantity.isInteger() && item.quantity.greaterThan(1)
      ? item.quantity.div(2).ceil()
      : new Decimal(index === 0 ? item.quantity : 0),
  );

const profileOf = ({ person }: Order): CanonicalContact | null =>
  person.customerId === 0 ? null : profileContact(person);
