import { refuseUnknownParameters } from "../query/parameters.ts";
import { notImplemented } from "../wire/errors.ts";
import { type Endpoint, envelope } from "./accounting-call.ts";

/** Whether Xero e-mails reminders of unpaid invoices that are marked as sent. */
export const invoiceReminders: Endpoint = {
  name: "InvoiceReminders",
  scope: "settings",
  handle: (call) => {
    const [part, ...deeper] = call.path;
    if (call.method !== "GET" || part?.toLowerCase() !== "settings" || deeper.length > 0)
      return notImplemented();
    refuseUnknownParameters(call, []);
    return envelope(call, { InvoiceReminders: [{ Enabled: call.books.details.sendsReminders === true }] });
  },
};
