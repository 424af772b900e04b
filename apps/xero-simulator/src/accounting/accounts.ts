import { isGuid } from "../ids.ts";
import { listElements } from "../query/list-elements.ts";
import { refuseUnknownParameters } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import type { Account, Books } from "../state/books.ts";
import { instantOut } from "../wire/dates.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { type Endpoint, envelope } from "./accounting-call.ts";
import { hasAttachments } from "./attachments.ts";

export const accounts: Endpoint = {
  name: "Accounts",
  scope: "settings",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (call.method !== "GET" || deeper.length > 0) return notImplemented();
    if (key !== undefined) {
      refuseUnknownParameters(call, []);
      const account = call.books.accounts.find((one) =>
        isGuid(key) ? one.accountId === key.toLowerCase() : one.code === key,
      );
      return account
        ? envelope(call, { Accounts: [accountOut(call.books, account)] })
        : refuseNotFound(call.switches.notFoundBody);
    }
    refuseUnknownParameters(call, ["where", "order"]);
    const listed = listElements(call, call.books.accounts, {
      fields: FIELDS,
      updatedAt: (account) => account.updatedAt,
      id: (account) => `${account.code} ${account.accountId}`,
    });
    return envelope(call, { Accounts: listed.elements.map((account) => accountOut(call.books, account)) });
  },
};

function accountOut(books: Books, account: Account): JsonObject {
  return {
    AccountID: account.accountId,
    Code: account.code || undefined,
    Name: account.name,
    Status: account.status,
    Type: account.type,
    TaxType: account.taxType,
    Description: account.description || undefined,
    Class: account.class,
    SystemAccount: account.systemAccount ?? undefined,
    EnablePaymentsToAccount: account.enablePaymentsToAccount,
    ShowInExpenseClaims: account.showInExpenseClaims,
    BankAccountNumber: account.bankAccountNumber ?? undefined,
    BankAccountType: account.type === "BANK" ? "BANK" : undefined,
    CurrencyCode: account.currencyCode ?? undefined,
    ReportingCode: "",
    HasAttachments: hasAttachments(books, account.accountId),
    UpdatedDateUTC: instantOut(account.updatedAt),
    AddToWatchlist: false,
  };
}

const FIELDS: QueryFields<Account> = {
  AccountID: { kind: "guid", get: (one) => one.accountId },
  Code: { kind: "text", get: (one) => one.code },
  Name: { kind: "text", get: (one) => one.name },
  Type: { kind: "choice", get: (one) => one.type },
  Class: { kind: "choice", get: (one) => one.class },
  Status: { kind: "choice", get: (one) => one.status },
  TaxType: { kind: "choice", get: (one) => one.taxType },
  SystemAccount: { kind: "choice", get: (one) => one.systemAccount },
  EnablePaymentsToAccount: { kind: "flag", get: (one) => one.enablePaymentsToAccount },
  UpdatedDateUTC: { kind: "instant", get: (one) => one.updatedAt },
};
