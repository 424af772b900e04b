import { describe, expect, it } from "vitest";
import {
  type ContactChoice,
  chooseContacts,
  type DirectoryContact,
  foldEmail,
  foldName,
  type WantedContact,
} from "../src/contact-directory.ts";
import type { ContactDraft } from "../src/draft.ts";

const draft = (changes: Partial<ContactDraft> = {}): ContactDraft => ({
  kind: "contact",
  contactNumber: "ACME-10023",
  name: "Ada Byron",
  alternativeNames: ["Ada Byron (C10023)", "Ada Byron (ACME-10023)"],
  firstName: "Ada",
  lastName: "Byron",
  emailAddress: "ada@example.com",
  phone: null,
  addresses: [],
  ...changes,
});

const guest = (key: string): ContactDraft =>
  draft({
    contactNumber: `ACME-${key}`,
    alternativeNames: ["Ada Byron (web)", "Ada Byron (web 2)", `Ada Byron (ACME-${key})`],
  });

const wanted = (changes: Partial<WantedContact> = {}): WantedContact => ({
  draft: draft(),
  xeroId: null,
  sentName: null,
  adopts: true,
  refusals: [],
  ...changes,
});

const contact = (
  contactId: string,
  changes: Partial<Omit<DirectoryContact, "contactId">> & {
    name?: string;
    email?: string;
    number?: string;
  } = {},
): DirectoryContact => {
  const { name = `Somebody ${contactId}`, email, number, ...rest } = changes;
  return {
    contactId,
    nameKey: foldName(name),
    emailKey: email === undefined ? null : foldEmail(email),
    numberKey: number === undefined ? null : foldName(number),
    status: "ACTIVE",
    mergedTo: null,
    ...rest,
  };
};

const choose = (
  one: WantedContact,
  directory: DirectoryContact[] = [],
  onTheirWay = { names: [] as string[], contactIds: [] as string[] },
): ContactChoice | undefined => chooseContacts([one], { directory, onTheirWay })[0];

const create = (name: string, contactNumber = "ACME-10023") => ({ do: "create", name, contactNumber });

describe("a customer whom Xero does not know", () => {
  const same = { name: "Ada Byron", email: "ada@example.com" };
  it.each<[string, DirectoryContact[], object]>([
    ["gets the name", [contact("1")], create("Ada Byron")],
    [
      "gets it although only an archived one has it",
      [contact("1", { name: "Ada Byron", status: "ARCHIVED" })],
      create("Ada Byron"),
    ],
    [
      "gets another when it is taken, however it is spelt",
      [contact("1", { name: "  ADA  byron " })],
      create("Ada Byron (C10023)"),
    ],
    [
      "gets the last one when that is taken too",
      [contact("1", { name: "Ada Byron" }), contact("2", { name: "ada byron (c10023)" })],
      create("Ada Byron (ACME-10023)"),
    ],
    [
      "takes over whoever has the name and the e-mail",
      [contact("1", { ...same, email: " ADA@Example.com " })],
      { do: "adopt", contactId: "1", contactNumber: "ACME-10023" },
    ],
    [
      "not with another e-mail",
      [contact("1", { ...same, email: "ada@elsewhere.com" })],
      create("Ada Byron (C10023)"),
    ],
    ["not with another name", [contact("1", { ...same, name: "Ada B." })], create("Ada Byron")],
    [
      "not who has a number already",
      [contact("1", { ...same, number: "CRM-7" })],
      create("Ada Byron (C10023)"),
    ],
    ["not who is archived", [contact("1", { ...same, status: "ARCHIVED" })], create("Ada Byron")],
  ])("%s", (_, directory, choice) => {
    expect(choose(wanted(), directory)).toEqual(choice);
  });

  it("takes over nobody where the policy says so, or without an e-mail", () => {
    expect(choose(wanted({ adopts: false }), [contact("1", same)])).toEqual(create("Ada Byron (C10023)"));
    const nameless = [contact("1", { name: "Ada Byron" })];
    expect(choose(wanted({ draft: draft({ emailAddress: null }) }), nameless)).toEqual(
      create("Ada Byron (C10023)"),
    );
  });

  it("waits for a person when every name is taken", () => {
    const taken = ["Ada Byron", "Ada Byron (C10023)", "Ada Byron (ACME-10023)"];
    const directory = taken.map((name, n) => contact(`${n}`, { name }));
    expect(choose(wanted(), directory)).toEqual({ do: "hold", name: "Ada Byron" });
  });
});

describe("customers of one name in one call", () => {
  it("are told apart: registered ones by their number, guests by a count", () => {
    const second = draft({ contactNumber: "ACME-7", alternativeNames: ["Ada Byron (C7)"] });
    const all = [
      wanted(),
      wanted({ draft: second }),
      wanted({ draft: guest("ga") }),
      wanted({ draft: guest("gb") }),
    ];
    const choices = chooseContacts(all, { directory: [], onTheirWay: { names: [], contactIds: [] } });
    expect(choices.map((choice) => ("name" in choice ? choice.name : choice))).toEqual([
      "Ada Byron",
      "Ada Byron (C7)",
      "Ada Byron (web)",
      "Ada Byron (web 2)",
    ]);
  });

  it("do not both take over the same contact", () => {
    const directory = [contact("1", { name: "Ada Byron", email: "ada@example.com" })];
    const choices = chooseContacts([wanted(), wanted({ draft: guest("ga") })], {
      directory,
      onTheirWay: { names: [], contactIds: [] },
    });
    expect(choices).toEqual([
      { do: "adopt", contactId: "1", contactNumber: "ACME-10023" },
      create("Ada Byron (web)", "ACME-ga"),
    ]);
  });

  it("keep clear of what other calls are about to make", () => {
    expect(choose(wanted(), [], { names: ["ADA BYRON"], contactIds: [] })).toEqual(
      create("Ada Byron (C10023)"),
    );
    const same = [contact("1", { name: "Ada Byron", email: "ada@example.com" })];
    expect(choose(wanted(), same, { names: [], contactIds: ["1"] })).toEqual(create("Ada Byron (C10023)"));
  });
});

describe("a customer who is in Xero already", () => {
  const ours = contact("x", { name: "Ada Byron", number: "ACME-10023" });
  it.each<[string, Partial<WantedContact>, DirectoryContact[], object]>([
    [
      "is updated, the name only when Magento's changes",
      { xeroId: "x", sentName: "Ada Byron" },
      [ours],
      { do: "update", contactId: "x", name: null },
    ],
    [
      "gets Magento's new name",
      { xeroId: "x", sentName: "Ada King" },
      [contact("x", { name: "Ada King", number: "ACME-10023" })],
      { do: "update", contactId: "x", name: "Ada Byron" },
    ],
    [
      "gets the new name's alternative when that is taken",
      { xeroId: "x", sentName: "Ada King" },
      [contact("x", { name: "Ada King", number: "ACME-10023" }), contact("1", { name: "Ada Byron" })],
      { do: "update", contactId: "x", name: "Ada Byron (C10023)" },
    ],
    [
      "is found by its number alone",
      {},
      [contact("x", { name: "Ada Byron (C10023)", number: "acme-10023" })],
      { do: "update", contactId: "x", name: null },
    ],
    [
      "is trusted to be there although the directory has not seen it",
      { xeroId: "x", sentName: "Ada Byron" },
      [],
      { do: "update", contactId: "x", name: null },
    ],
    [
      "is used as it is when the number was taken off it",
      { xeroId: "x", sentName: "Ada Byron" },
      [contact("x")],
      { do: "use", contactId: "x" },
    ],
    [
      "is the one it was merged into, which stays as it is",
      { xeroId: "x" },
      [{ ...ours, status: "ARCHIVED", mergedTo: "y" }, contact("y")],
      { do: "use", contactId: "y" },
    ],
    [
      "is the last of a chain of merges",
      {},
      [
        { ...ours, status: "ARCHIVED", mergedTo: "y" },
        contact("y", { status: "ARCHIVED", mergedTo: "z" }),
        contact("z"),
      ],
      { do: "use", contactId: "z" },
    ],
    [
      "is another one when it is archived",
      { xeroId: "x" },
      [{ ...ours, status: "ARCHIVED" }],
      create("Ada Byron", "ACME-10023-2"),
    ],
    [
      "is another one when merges go in a circle",
      {},
      [{ ...ours, status: "ARCHIVED", mergedTo: "y" }, contact("y", { status: "ARCHIVED", mergedTo: "x" })],
      create("Ada Byron", "ACME-10023-2"),
    ],
    [
      "is the one that followed the archived one",
      {},
      [{ ...ours, status: "ARCHIVED" }, contact("y", { name: "Ada Byron", number: "ACME-10023-2" })],
      { do: "update", contactId: "y", name: null },
    ],
  ])("%s", (_, changes, directory, choice) => {
    expect(choose(wanted(changes), directory)).toEqual(choice);
  });
});

describe("Xero's word counts more than the directory's", () => {
  const ours = contact("x", { name: "Ada Byron", number: "ACME-10023" });
  it.each<[string, Partial<WantedContact>, DirectoryContact[], object]>([
    ["a name", { refusals: ["name:ada byron"] }, [], create("Ada Byron (C10023)")],
    [
      "a number that nobody seems to have",
      { refusals: ["number:acme-10023"] },
      [],
      create("Ada Byron", "ACME-10023-2"),
    ],
    [
      "a number whose owner is seen by now",
      { refusals: ["number:acme-10023"] },
      [ours],
      { do: "update", contactId: "x", name: null },
    ],
    [
      "a contact that cannot be used",
      { xeroId: "x", refusals: ["contact:x"] },
      [ours],
      create("Ada Byron (C10023)", "ACME-10023-2"),
    ],
    [
      "a contact that cannot be taken over",
      { refusals: ["contact:1"] },
      [contact("1", { name: "Ada Byron", email: "ada@example.com" })],
      create("Ada Byron (C10023)"),
    ],
  ])("%s", (_, changes, directory, choice) => {
    expect(choose(wanted(changes), directory)).toEqual(choice);
  });

  it("and ends with a person, never in a circle", () => {
    const numbers = ["ACME-10023", "ACME-10023-2", "ACME-10023-3"];
    const archived = numbers.map((number, n) => contact(`${n}`, { number, status: "ARCHIVED" }));
    expect(choose(wanted(), archived)).toEqual({ do: "hold", name: "Ada Byron" });
  });
});
