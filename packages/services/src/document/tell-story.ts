import { mainPosting, type PostingKind } from "@counterfoil/core/posting";
import type { TenantClient } from "@counterfoil/db/database";

/** One thing that happened, oldest first. `look` is its tone; texts are sentences for people. */
export type StoryEntry = {
  at: Date;
  look: "magento" | "work" | "xero" | "trouble" | "person";
  title: string;
  text: string | null;
  /** Of a call to Xero. */
  attempt: StoryAttempt | null;
};

export type StoryAttempt = {
  id: string;
  request: string;
  sends: number;
  outcome: string;
  httpStatus: number | null;
  /** What Xero's support asks for. */
  correlationId: string | null;
  /** Documents that went in the same call. */
  withOthers: number;
  /** Xero's own sentences, where the call was about this document alone. */
  problems: string[];
  endedAt: Date | null;
};

type StoryPosting = {
  id: string;
  kind: PostingKind;
  number: string | null;
  createdAt: Date;
  postedAt: Date | null;
  xeroNumber: string | null;
  xeroTotal: string | null;
  policyVersion: number | null;
  xeroNews: string | null;
  xeroStatus: string | null;
  xeroChangedAt: Date | null;
};

/** From what is written down of it: Magento's events, our calls, Xero's answers, what Magento was told and what people did. */
export async function tellStory(
  client: TenantClient,
  document: { id: string; storeId: string; kind: "invoice" | "creditmemo"; magentoId: string },
): Promise<StoryEntry[]> {
  const postings = await listPostings(client, document.id);
  const own = postings.filter(({ kind }) => kind !== "contact");
  const ids = own.map(({ id }) => id);
  const parts = [
    await eventEntries(client, document),
    preparedEntries(own),
    await callEntries(client, own),
    doneEntries(own),
    await contactEntries(client, postings),
    await toldEntries(client, document),
    await personEntries(client, { documentId: document.id, postingIds: ids }),
  ];
  return parts.flat().toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

async function listPostings(client: TenantClient, documentId: string): Promise<StoryPosting[]> {
  const { rows } = await client.query<StoryPosting>(
    `SELECT p.id, p.kind, p.number, p.created_at AS "createdAt", p.posted_at AS "postedAt", p.xero_number AS "xeroNumber",
            p.xero_total::text AS "xeroTotal", p.policy_version AS "policyVersion", p.xero_news AS "xeroNews", p.xero_status AS "xeroStatus",
            p.xero_changed_at AS "xeroChangedAt"
     FROM posting p WHERE p.document_id = $1
     UNION ALL
     SELECT c.id, c.kind, c.number, c.created_at, c.posted_at, c.xero_number, NULL, NULL, NULL, NULL, NULL
     FROM posting own JOIN posting_dependency d ON d.posting_id = own.id JOIN posting c ON c.id = d.parent_id AND c.kind = 'contact'
     WHERE own.document_id = $1 AND own.kind IN ('invoice', 'credit_note')`,
    [documentId],
  );
  return rows;
}

async function eventEntries(
  client: TenantClient,
  document: { storeId: string; kind: "invoice" | "creditmemo"; magentoId: string },
): Promise<StoryEntry[]> {
  const names = document.kind === "invoice" ? ["invoice.created", "invoice.paid"] : ["creditmemo.created"];
  const { rows } = await client.query<{ name: string; isFound: boolean; acceptedAt: Date }>(
    `SELECT name, is_found AS "isFound", accepted_at AS "acceptedAt" FROM event
     WHERE store_id = $1 AND name = ANY ($2) AND magento_entity_id = $3 ORDER BY accepted_at DESC LIMIT 20`,
    [document.storeId, names, document.magentoId],
  );
  return rows.map(({ name, isFound, acceptedAt }) => ({
    at: acceptedAt,
    look: "magento",
    title: name === "invoice.paid" ? "Magento called it paid" : "Magento announced it",
    text: isFound ? "Magento never told us of it: we found it by asking." : null,
    attempt: null,
  }));
}

/** Its customer's, from its own preparing until it went: what else became of the contact is other documents' story. */
async function contactEntries(
  client: TenantClient,
  postings: readonly StoryPosting[],
): Promise<StoryEntry[]> {
  const main = mainPosting(postings);
  const contacts = postings.filter(({ kind }) => kind === "contact");
  if (!main || main.kind === "contact") return [];
  const entries = [...(await callEntries(client, contacts)), ...doneEntries(contacts)];
  return entries.filter(({ at }) => at >= main.createdAt && (main.postedAt === null || at <= main.postedAt));
}

function preparedEntries(postings: readonly StoryPosting[]): StoryEntry[] {
  const main = mainPosting(postings);
  if (!main) return [];
  const text =
    main.policyVersion === null ? null : `Last planned with version ${main.policyVersion} of the settings.`;
  return [{ at: main.createdAt, look: "work", title: "Fetched and prepared", text, attempt: null }];
}

type AttemptRow = Omit<StoryAttempt, "request" | "withOthers" | "problems"> & {
  method: string;
  path: string;
  startedAt: Date;
  state: string;
  kinds: PostingKind[];
  size: number;
  problems: { message?: unknown }[];
};

async function callEntries(client: TenantClient, postings: readonly StoryPosting[]): Promise<StoryEntry[]> {
  if (postings.length === 0) return [];
  const { rows } = await client.query<AttemptRow>(
    `SELECT a.id, a.method, a.path, a.state, a.started_at AS "startedAt", a.ended_at AS "endedAt", a.sends, coalesce(a.outcome, '') AS outcome,
            a.http_status AS "httpStatus", a.correlation_id AS "correlationId", a.problems,
            (SELECT array_agg(DISTINCT p.kind) FROM attempt_posting own JOIN posting p ON p.id = own.posting_id
             WHERE own.attempt_id = a.id AND own.posting_id = ANY ($1)) AS kinds,
            (SELECT count(*)::int FROM attempt_posting every WHERE every.attempt_id = a.id) AS size
     FROM attempt a WHERE a.id IN (SELECT attempt_id FROM attempt_posting WHERE posting_id = ANY ($1))
     ORDER BY a.started_at DESC LIMIT 100`,
    [postings.map(({ id }) => id)],
  );
  return rows.map((row) => {
    const isRefused = row.outcome !== "" && row.outcome !== "elements";
    const { id, sends, outcome, httpStatus, correlationId, endedAt } = row;
    const problems =
      row.size === 1
        ? row.problems.flatMap(({ message }) => (typeof message === "string" ? [message] : []))
        : [];
    return {
      at: row.startedAt,
      look: isRefused || problems.length > 0 ? "trouble" : "xero",
      title: callTitle(row),
      text: callText(row, problems),
      attempt: {
        ...{ id, sends, outcome, httpStatus, correlationId, problems, endedAt },
        request: `${row.method} ${row.path}`,
        withOthers: row.size - 1,
      },
    };
  });
}

function callTitle({ method, kinds }: AttemptRow): string {
  const what = kinds.map((kind) => NAMES[kind]).join(" and ");
  const isChange = method === "POST" && !kinds.includes("contact");
  return isChange ? `Took the wrong ${what} out of Xero` : `Sent the ${what} to Xero`;
}

function callText({ state, outcome, endedAt, startedAt }: AttemptRow, problems: string[]): string | null {
  if (state === "open") return "No answer yet.";
  const [problem] = problems;
  if (problem !== undefined) return `Xero refused: “${problem.replace(/\.$/, "")}”.`;
  const seconds = endedAt ? Math.max(0, (endedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1) : null;
  switch (outcome) {
    case "elements":
      return seconds === null ? "Xero answered." : `Xero answered after ${seconds} s.`;
    case "no-answer":
      return "Xero did not answer. We looked it up before anything else happened to it.";
    case "server-error":
      return "Xero had trouble of its own. We looked up whether it took it.";
    case "rate-limited":
      return "Xero accepted no more calls at that moment.";
    case "access":
      return "Xero did not let us in.";
    case "refused":
      return "Xero refused the call.";
    default:
      return null;
  }
}

const NAMES = {
  contact: "customer",
  invoice: "invoice",
  payment: "payment",
  credit_note: "credit note",
  allocation: "allocation",
  refund: "refund",
} as const satisfies Record<PostingKind, string>;

function doneEntries(postings: readonly StoryPosting[]): StoryEntry[] {
  return postings.flatMap((posting): StoryEntry[] => {
    const { kind, postedAt, xeroNumber, xeroTotal, xeroNews, xeroStatus, xeroChangedAt } = posting;
    const isMain = kind === "invoice" || kind === "credit_note";
    const name = `${NAMES[kind].charAt(0).toUpperCase()}${NAMES[kind].slice(1)}`;
    const done: StoryEntry[] = postedAt
      ? [
          {
            at: postedAt,
            look: "xero",
            title: `${name} is in Xero`,
            text: isMain
              ? `${xeroNumber ?? "It"} stands there with ${xeroTotal ?? "its total"}; checked against what we sent.`
              : null,
            attempt: null,
          },
        ]
      : [];
    if (!isMain || xeroChangedAt === null) return done;
    const isTrouble = xeroNews !== null;
    const title = isTrouble
      ? xeroNews === "voided_in_xero"
        ? "Voided or deleted in Xero"
        : "Changed in Xero"
      : `Looked at in Xero: ${(xeroStatus ?? "unchanged").toLowerCase()}`;
    const seen: StoryEntry = {
      at: xeroChangedAt,
      look: isTrouble ? "trouble" : "xero",
      title,
      text: null,
      attempt: null,
    };
    return [...done, seen];
  });
}

async function toldEntries(
  client: TenantClient,
  document: { storeId: string; kind: string; magentoId: string },
): Promise<StoryEntry[]> {
  const { rows } = await client.query<{ status: string; pushedAt: Date; isNewest: boolean }>(
    `SELECT wanted->>'status' AS status, pushed_at AS "pushedAt", pushed_version >= wanted_version AS "isNewest" FROM storefront_state
     WHERE store_id = $1 AND entity_type = $2 AND magento_id = $3 AND pushed_at IS NOT NULL`,
    [document.storeId, document.kind, document.magentoId],
  );
  return rows.map(({ status, pushedAt, isNewest }) => ({
    at: pushedAt,
    look: "magento",
    title: "Magento was told",
    text: isNewest ? `Its admin shows “${status}”.` : "There is newer to tell; it goes by itself.",
    attempt: null,
  }));
}

async function personEntries(
  client: TenantClient,
  input: { documentId: string; postingIds: readonly string[] },
): Promise<StoryEntry[]> {
  const { rows } = await client.query<{
    at: Date;
    action: string;
    who: string | null;
    note: string | null;
    number: string | null;
    isOfMany: boolean;
  }>(
    `SELECT a.at, a.action, u.name AS who, a.detail->>'note' AS note, a.detail->>'to' AS number, a.subject IS NULL AS "isOfMany"
     FROM audit a LEFT JOIN app_user u ON u.id::text = a.actor_id
     WHERE a.subject = ANY ($1) OR (a.action = 'document.retried' AND a.subject IS NULL AND a.detail->'documentIds' ? $2)
     ORDER BY a.at DESC LIMIT 100`,
    [[input.documentId, ...input.postingIds], input.documentId],
  );
  return rows.map(({ at, action, who, note, number, isOfMany }) => ({
    at,
    look: "person",
    title: `${who ?? "Somebody"} ${DEEDS[action] ?? "changed it"}${isOfMany ? ", with others" : ""}`,
    text: note ? `“${note}”` : action === "document.renumbered" && number ? `It goes as ${number}.` : null,
    attempt: null,
  }));
}

const DEEDS: Readonly<Record<string, string>> = {
  "document.retried": "tried it again",
  "document.left_out": "left it out",
  "document.fetched": "had it fetched and sent",
  "document.taken_in": "took it in again",
  "document.moved_to_open_day": "had it posted on the first open day",
  "document.renumbered": "gave it another number",
  "document.dealt_with": "said that it is dealt with",
  "document.mapping_fixed": "answered what it was held for",
  "document.adopted": "said that it is in Xero already",
  "document.contact_chosen": "chose the customer's contact",
};
