import { createHash, randomBytes } from "node:crypto";

/** 256 random bits for a link; only its hash is looked up. */
export function newLinkToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of it: whoever reads the database can open no link. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
