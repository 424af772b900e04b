import type { LedgerIdentity } from "@counterfoil/core/ledger-identity";
import type { Ledger, Storefront } from "@counterfoil/core/ports";
import type { Durations } from "@counterfoil/core/retry";
import type { Database } from "@counterfoil/db/database";
import type { KeyRing } from "@counterfoil/db/sealed-secret";
import type { LinkStep } from "./step-link/step.ts";

export type Environment = "production" | "sandbox";

/** All that a verb may reach. Each app builds one in its composition root; nothing reads the environment or the clock by itself. */
export type ServiceContext = {
  db: Database;
  keyRing: KeyRing;
  now: () => Date;
  /** In [0, 1): jitter only. */
  random: () => number;
  durations: Durations;
  /** Our own address as browsers and stores see it, without a trailing slash. */
  publicUrl: string;
  storefront: Storefront;
  /** Endpoints and credentials follow the environment, and nothing of one is ever sent to the other. */
  ledger: Record<Environment, Ledger | null>;
  identity: Record<Environment, LedgerIdentity | null>;
  /** Calls to one organisation in a minute, where Xero is not asked to keep its usual 60. */
  callsAMinute?: number;
  log: Log;
  /** Where somebody can send mail: a server, or in development a mailbox of our own. Rejects when it does not go out. */
  sendMail?: (mail: Mail) => Promise<void>;
  /** Counts what settles, where somebody reads the counts. */
  countSettled?: (posting: { kind: string; outcome: string; reason?: string | null }) => void;
  countRefresh?: (result: string) => void;
};

/** Plain text, with addresses in lines of their own. */
export type Mail = { to: string; subject: string; text: string };

/** Ids and codes only: never bodies, tokens or personal data. */
export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

export type Role = "owner" | "admin" | "bookkeeper" | "viewer";

/** A signed-in person acting in one tenant. Minted by the session gate, and by `openStepLink` for one step alone. */
export type Actor = {
  userId: string;
  tenantId: string;
  role: Role;
  /** Somebody without an account is at the keys, by a link that this person sent. */
  link?: { id: string; step: LinkStep };
};
