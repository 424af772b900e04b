import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { createContact } from "../accounting/write-contact.ts";
import { resetOrganisation } from "../seed/reset-organisation.ts";
import type { Simulator } from "../simulator.ts";
import type { Account, Books } from "../state/books.ts";
import { changesIn, type Journal } from "../state/journal.ts";
import { fieldsOf } from "../wire/fields.ts";
import { approveInvoice } from "./approve-invoice.ts";
import { ControlRefused } from "./control-refused.ts";
import { organisationSummary } from "./ledger-out.ts";
import { mergeContacts } from "./merge-contacts.ts";

const day = z.iso.date().nullable();
const changeSchema = z.strictObject({
  periodLockDate: day.optional(),
  endOfYearLockDate: day.optional(),
  currencies: z.array(z.string().regex(/^[A-Z]{3}$/)).optional(),
  archiveAccount: z.string().optional(),
  restoreAccount: z.string().optional(),
  isApprovalLimitReached: z.boolean().optional(),
  sendsReminders: z.boolean().optional(),
  consentRefusal: z.enum(["none", "two-uncertified-apps", "connection-ceiling"]).optional(),
});

const mergeSchema = z.strictObject({ from: z.string(), into: z.string() });

const contactSchema = z.strictObject({ name: z.string().min(1), emailAddress: z.string().default("") });

const approveSchema = z.strictObject({ organisationId: z.string(), invoiceId: z.string() });

/** Changes a person would make in Xero's own screens. */
export function registerOrganisationControl(
  app: FastifyInstance,
  simulator: Simulator,
  booksOf: (id: string) => Books,
): void {
  app.post<{ Params: { id: string } }>("/organisations/:id", (request) => {
    const books = booksOf(request.params.id);
    const change = changeSchema.parse(request.body);
    const { details } = books;
    const updatedAt = simulator.clock.now();
    // Both are looked up before either changes: a refusal changes nothing.
    const archived = accountNamed(books, change.archiveAccount);
    const restored = accountNamed(books, change.restoreAccount);
    if (archived) Object.assign(archived, { status: "ARCHIVED", updatedAt });
    if (restored) Object.assign(restored, { status: "ACTIVE", updatedAt });
    if (change.periodLockDate !== undefined) details.periodLockDate = change.periodLockDate;
    if (change.endOfYearLockDate !== undefined) details.endOfYearLockDate = change.endOfYearLockDate;
    if (change.isApprovalLimitReached !== undefined) {
      details.isApprovalLimitReached = change.isApprovalLimitReached;
    }
    if (change.sendsReminders !== undefined) details.sendsReminders = change.sendsReminders;
    if (change.consentRefusal !== undefined) details.consentRefusal = change.consentRefusal;
    if (change.currencies !== undefined) {
      const codes = new Set([details.baseCurrency, ...change.currencies]);
      const known = new Map(books.currencies.map((currency) => [currency.code, currency]));
      books.currencies = [...codes].map((code) => known.get(code) ?? { code, description: code });
    }
    return organisationSummary(books);
  });

  app.post<{ Params: { id: string } }>("/organisations/:id/merge-contacts", (request) => {
    const books = booksOf(request.params.id);
    const { from, into } = mergeSchema.parse(request.body);
    mergeContacts(simulator, books, from.toLowerCase(), into.toLowerCase());
    return { merged: from, into };
  });

  app.post<{ Params: { id: string } }>("/organisations/:id/contacts", (request, reply) => {
    const wanted = contactSchema.parse(request.body);
    const books = booksOf(request.params.id);
    const journal: Journal = [];
    const fields = fieldsOf({ Name: wanted.name, EmailAddress: wanted.emailAddress }, "contact");
    const written = createContact({ books, journal, now: simulator.clock.now() }, fields);
    if ("errors" in written) throw new ControlRefused(400, written.errors.join(" "));
    simulator.webhooks.publish(books.details.organisationId, changesIn(journal));
    return reply.code(201).send({ contactId: written.contact.contactId });
  });

  app.post<{ Params: { id: string } }>("/organisations/:id/reset", (request) => {
    const fresh = resetOrganisation(simulator.state, booksOf(request.params.id), simulator.clock.now());
    return organisationSummary(fresh);
  });

  app.delete<{ Params: { id: string } }>("/organisations/:id/connections", (request, reply) => {
    const { organisationId } = booksOf(request.params.id).details;
    for (const [id, connection] of simulator.state.connections) {
      if (connection.organisationId === organisationId) simulator.state.connections.delete(id);
    }
    return reply.code(204).send();
  });

  app.post("/approve", (request, reply) => {
    const wanted = approveSchema.parse(request.body);
    const books = booksOf(wanted.organisationId);
    const problems = approveInvoice(simulator, books, wanted.invoiceId);
    if (problems.length > 0) throw new ControlRefused(400, problems.join(" "));
    const invoice = books.invoices.get(wanted.invoiceId.toLowerCase());
    return request.headers.accept?.includes("text/html")
      ? reply.redirect(`/organisations/${wanted.organisationId}/invoices/${wanted.invoiceId}`, 303)
      : reply.send({ invoiceId: wanted.invoiceId, status: invoice?.status });
  });
}

function accountNamed(books: Books, code: string | undefined): Account | undefined {
  if (code === undefined) return undefined;
  const account = books.accounts.find((one) => one.code === code || one.accountId === code);
  if (!account) throw new ControlRefused(400, `No account has the code ${code.slice(0, 50)}`);
  return account;
}
