import type { FastifyInstance, FastifyReply } from "fastify";
import { formFields } from "../identity/form-fields.ts";
import type { Simulator } from "../simulator.ts";
import { creditNotePage, invoicePage } from "./document-page.ts";
import { nextCallFault } from "./fault-panel.ts";
import { homePage } from "./home-page.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { organisationPage } from "./organisation-page.ts";

const HTML = "text/html; charset=utf-8";

/** For people, who would see the browser's own words about an empty 404. */
function missing(reply: FastifyReply): FastifyReply {
  const body = html`<main class="card"><h1>There is no such page</h1>
<p>The organisation or document may have gone with a reset, or with a restart that kept no data file.</p>
<p class="last"><a href="/">← All organisations</a></p></main>`;
  return reply
    .code(404)
    .type(HTML)
    .send(layout("Nothing here", body, "narrow"));
}

interface OrganisationParams {
  Params: { id: string; documentId: string };
}

export function registerPages(app: FastifyInstance, simulator: Simulator): void {
  const booksOf = (id: string) => simulator.state.organisations.get(id.toLowerCase());

  app.get("/", (_request, reply) => reply.type(HTML).send(homePage(simulator)));

  // The button does what the control plane's own call does, checks included.
  app.post("/faults", async (request, reply) => {
    const fault = nextCallFault(formFields(request)?.kind);
    if (!fault) return reply.code(400).type(HTML).send("There is no such fault.");
    await app.inject({ method: "POST", url: "/__sim/faults", payload: fault });
    return reply.redirect("/#faults", 303);
  });
  app.post("/faults/clear", (_request, reply) => {
    simulator.state.faults.length = 0;
    return reply.redirect("/#faults", 303);
  });

  app.get<OrganisationParams>("/organisations/:id", (request, reply) => {
    const books = booksOf(request.params.id);
    return books ? reply.type(HTML).send(organisationPage(simulator, books)) : missing(reply);
  });

  app.get<OrganisationParams>("/organisations/:id/invoices/:documentId", (request, reply) => {
    const books = booksOf(request.params.id);
    const invoice = books?.invoices.get(request.params.documentId.toLowerCase());
    return books && invoice ? reply.type(HTML).send(invoicePage(books, invoice)) : missing(reply);
  });

  app.get<OrganisationParams>("/organisations/:id/credit-notes/:documentId", (request, reply) => {
    const books = booksOf(request.params.id);
    const note = books?.creditNotes.get(request.params.documentId.toLowerCase());
    return books && note ? reply.type(HTML).send(creditNotePage(books, note)) : missing(reply);
  });

  // Xero's documented deep link into an organisation.
  app.get("/organisationlogin/default.aspx", (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const books = [...simulator.state.organisations.values()].find(
      (one) => one.details.shortCode === query.shortcode,
    );
    if (!books) return missing(reply);
    const home = `/organisations/${books.details.organisationId}`;
    const target = String(query.redirecturl ?? "");
    const invoiceId = /InvoiceID=([0-9a-f-]{36})/i.exec(target)?.[1];
    const creditNoteId = /creditNoteID=([0-9a-f-]{36})/i.exec(target)?.[1];
    if (invoiceId) return reply.redirect(`${home}/invoices/${invoiceId}`, 302);
    return reply.redirect(creditNoteId ? `${home}/credit-notes/${creditNoteId}` : home, 302);
  });
}
