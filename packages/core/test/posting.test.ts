import { describe, expect, it } from "vitest";
import {
  canMove,
  documentState,
  type PostingState,
  postingMoves,
  postingStates,
  storefrontStatus,
  storefrontVerdict,
} from "../src/posting.ts";
import { statesOf, wordOf, words } from "../src/words.ts";

describe("moves of a posting", () => {
  it("knows each state, and no way out of posted but for contacts", () => {
    expect(Object.keys(postingMoves).toSorted()).toEqual([...postingStates].toSorted());
    expect(canMove("posted", "queued", "contact")).toBe(true);
    expect(canMove("posted", "queued", "invoice")).toBe(false);
    expect(canMove("posted", "queued")).toBe(false);
  });

  it("freezes what is unconfirmed and never sends what was not planned", () => {
    expect(canMove("unconfirmed", "planned")).toBe(false);
    expect(canMove("queued", "sending")).toBe(false);
    expect(canMove("sending", "queued")).toBe(false);
    expect(canMove("reversing", "posted")).toBe(false);
    expect(canMove("reversing", "held")).toBe(true);
    expect(canMove("waiting", "planned")).toBe(false);
  });
});

describe("a document", () => {
  it("has the state of its least finished posting", () => {
    const of = (invoice: PostingState, payment?: PostingState) =>
      documentState([
        { kind: "invoice", state: invoice },
        ...(payment ? [{ kind: "payment" as const, state: payment }] : []),
      ]);
    expect(of("posted", "posted")).toBe("posted");
    expect(of("posted", "queued")).toBe("queued");
    expect(of("posted", "waiting")).toBe("waiting");
    expect(of("posted", "skipped")).toBe("posted");
    expect(of("waiting", "held")).toBe("held");
    expect(of("skipped")).toBe("skipped");
    // Its payment waits for an invoice that is on its way: so is the document.
    expect(of("sending", "waiting")).toBe("sending");
    expect(of("unconfirmed", "waiting")).toBe("unconfirmed");
    expect(of("waiting", "waiting")).toBe("waiting");
    expect(documentState([])).toBe("queued");
  });

  it("is synced in Magento whatever its payment waits for", () => {
    const invoice = { kind: "invoice", state: "posted" } as const;
    for (const state of ["queued", "waiting", "skipped", "sending"] as const) {
      expect(storefrontStatus([invoice, { kind: "payment", state }])).toBe("synced");
    }
    expect(storefrontStatus([invoice, { kind: "payment", state: "failed" }])).toBe("failed");
    expect(
      storefrontStatus([
        { kind: "credit_note", state: "posted" },
        { kind: "refund", state: "held" },
      ]),
    ).toBe("failed");
  });

  it("is pending in Magento until its own posting is done", () => {
    const contact = { kind: "contact", state: "posted" } as const;
    expect(storefrontStatus([contact, { kind: "invoice", state: "planned" }])).toBe("pending");
    expect(storefrontStatus([contact, { kind: "invoice", state: "unconfirmed" }])).toBe("pending");
    expect(storefrontStatus([contact, { kind: "invoice", state: "skipped" }])).toBe("skipped");
    expect(storefrontStatus([contact])).toBe("synced");
    expect(storefrontStatus([])).toBe("pending");
  });

  it("names the posting whose code Magento hears", () => {
    const contact = { kind: "contact", state: "held", reason: "contact_taken" } as const;
    const invoice = { kind: "invoice", state: "held", reason: "period_locked" } as const;
    expect(storefrontVerdict([contact, invoice]).because?.reason).toBe("period_locked");
    expect(storefrontVerdict([contact, { kind: "invoice", state: "waiting" }]).because).toBe(contact);
  });
});

it("has five words for all states", () => {
  expect(new Set(postingStates.map(wordOf))).toEqual(new Set(words));
  expect(words.flatMap(statesOf).toSorted()).toEqual([...postingStates].toSorted());
});
