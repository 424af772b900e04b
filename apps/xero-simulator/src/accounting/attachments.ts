import { newId } from "../ids.ts";
import { flag, refuseUnknownParameters } from "../query/parameters.ts";
import type { Attachment, Books } from "../state/books.ts";
import { setEntry } from "../state/journal.ts";
import type { Answer } from "../wire/answer.ts";
import { apiException, notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { type AccountingCall, envelope } from "./accounting-call.ts";
import { documentIdOf, type SubResource } from "./sub-resource.ts";

const PER_DOCUMENT_MAX = 10;
const MEGABYTE = 1024 * 1024;
const WITH_ATTACHMENTS = new Set(["Invoices", "CreditNotes", "Contacts", "Accounts"]);
// biome-ignore lint/suspicious/noControlCharactersInRegex: Xero refuses NUL in a file name
const FORBIDDEN_IN_NAME = /[<>:"/\\|?*\u0000+]/;

export function hasAttachments(books: Books, documentId: string): boolean {
  return books.attachments.has(documentId);
}

/** `/{Endpoint}/{id}/Attachments[/{FileName}]`: raw bytes in and out; the same name overwrites, nothing deletes. */
export function attachments(call: AccountingCall, at: SubResource): Answer {
  const [fileName, ...deeper] = at.rest;
  if (!WITH_ATTACHMENTS.has(at.endpoint) || deeper.length > 0) return notImplemented();
  const documentId = documentIdOf(call.books, at);
  if (documentId === undefined) return refuseNotFound(call.switches.notFoundBody);
  const known = call.books.attachments.get(documentId) ?? [];
  const isWrite = call.method === "PUT" || call.method === "POST";
  if (isWrite && fileName !== undefined) return store(call, at, { documentId, known, fileName });
  if (call.method !== "GET") return notImplemented();

  refuseUnknownParameters(call, []);
  if (fileName === undefined) {
    return envelope(call, { Attachments: known.map((one) => attachmentOut(call, at, one)) });
  }
  const found = known.find((one) => one.fileName === fileName || one.attachmentId === fileName.toLowerCase());
  if (!found) return refuseNotFound(call.switches.notFoundBody);
  const bytes = Buffer.from(found.base64, "base64");
  return { status: 200, body: { kind: "bytes", bytes, contentType: found.mimeType } };
}

function store(
  call: AccountingCall,
  at: SubResource,
  target: { documentId: string; known: Attachment[]; fileName: string },
): Answer {
  refuseUnknownParameters(call, ["IncludeOnline"]);
  const { documentId, known, fileName } = target;
  const before = known.find((one) => one.fileName === fileName);
  const maxMegabytes = call.switches.attachmentMegabytes;
  // UNVERIFIED texts; the limits and the characters are OFFICIAL
  if (FORBIDDEN_IN_NAME.test(fileName)) {
    return apiException(10, "The file name contains characters that are not allowed.");
  }
  if (call.bytes.length === 0) return apiException(10, "The attachment has no content.");
  if (call.bytes.length > maxMegabytes * MEGABYTE) {
    return apiException(10, `The attachment is larger than the maximum of ${maxMegabytes} MB.`);
  }
  if (!before && known.length >= PER_DOCUMENT_MAX) {
    return apiException(10, `A document can have at most ${PER_DOCUMENT_MAX} attachments.`);
  }
  const attachment: Attachment = {
    attachmentId: before?.attachmentId ?? newId(),
    fileName,
    mimeType: call.contentType ?? "application/octet-stream",
    includeOnline: flag(call, "IncludeOnline"),
    contentLength: call.bytes.length,
    base64: call.bytes.toString("base64"),
  };
  const others = known.filter((one) => one !== before);
  setEntry(call.books.attachments, documentId, [...others, attachment], call.journal);
  return envelope(call, { Attachments: [attachmentOut(call, at, attachment)] });
}

function attachmentOut(call: AccountingCall, at: SubResource, attachment: Attachment): JsonObject {
  const path = `${at.endpoint}/${at.key}/Attachments/${encodeURIComponent(attachment.fileName)}`;
  return {
    AttachmentID: attachment.attachmentId,
    FileName: attachment.fileName,
    Url: `${call.origin}/api.xro/2.0/${path}`,
    MimeType: attachment.mimeType,
    ContentLength: attachment.contentLength,
    IncludeOnline: attachment.includeOnline,
  };
}
