import { needWords } from "@counterfoil/core/need-words";
import type { Task } from "@counterfoil/services/home/task";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "../button.tsx";
import { noticeWords } from "../notice-words.ts";
import { ReasonHelp } from "../reason-help.tsx";
import { ResumeButton } from "./resume-button.tsx";

type View = { look: "red" | "amber" | "calm"; title: string; text: ReactNode; acts: ReactNode };

/** A task in words, with the act that ends it. */
export function viewOf(task: Task): View {
  switch (task.kind) {
    case "reconnect":
      return {
        look: "red",
        title: `Reconnect ${task.organisation}${task.documents > 0 ? `, and ${counted(task.documents)} go${task.documents === 1 ? "es by itself" : " by themselves"}` : ""}`,
        text: task.isEnded
          ? "It was disconnected here. What your store raises is kept until it is connected again."
          : "Xero no longer lets us in. Nothing is lost: what your store raises is kept meanwhile.",
        // Not a Link: this leaves the app, and must not be fetched ahead.
        acts: (
          <a href={`/api/xero/start?bindingId=${task.bindingId}`} className={primary}>
            Reconnect Xero
          </a>
        ),
      };
    case "pair_again":
      return {
        look: "red",
        title: `Pair ${task.store} again${task.documents > 0 ? `, and ${counted(task.documents)} go${task.documents === 1 ? "es" : ""} by ${task.documents === 1 ? "itself" : "themselves"}` : ""}`,
        text: "It no longer accepts our key, so we cannot fetch what it raises.",
        acts: (
          <Link
            href={`/dashboard/connect-magento?baseUrl=${encodeURIComponent(task.baseUrl)}`}
            className={primary}
          >
            Pair again
          </Link>
        ),
      };
    case "not_started":
      return {
        look: "amber",
        title: `Start syncing ${task.store} to ${task.organisation}`,
        text: `${task.documents > 0 ? `${counted(task.documents)} ${task.documents === 1 ? "is" : "are"} prepared and wait${task.documents === 1 ? "s" : ""}. ` : ""}Nothing is sent to Xero before you have looked and pressed Start syncing.`,
        acts: (
          <Link href={`/dashboard/bindings/${task.bindingId}`} className={primary}>
            Check and start
          </Link>
        ),
      };
    case "paused":
      return {
        look: "amber",
        title: `Resume ${task.store} to ${task.organisation}${task.documents > 0 ? `, and ${counted(task.documents)} go${task.documents === 1 ? "es" : ""}` : ""}`,
        text: "Syncing is paused. Documents are kept and prepared; nothing is sent until you resume.",
        acts: <ResumeButton bindingId={task.bindingId} />,
      };
    case "silent":
      return {
        look: "amber",
        title: `${task.store} has stopped sending`,
        text: "Check Magento's cron. We find what it raises by asking, but later this way.",
        acts: (
          <Link href={`/dashboard/connections#store-${task.storeId}`} className={secondary}>
            Look at the store
          </Link>
        ),
      };
    case "unbound_store":
      return {
        look: "amber",
        title: task.isXeroConnected ? `Choose where ${task.store} posts` : "Connect Xero",
        text:
          task.messages > 0
            ? `${task.messages === 1 ? "One message" : `${task.messages.toLocaleString("en-GB")} messages`} from ${task.store} ${task.messages === 1 ? "is" : "are"} kept and become${task.messages === 1 ? "s a document" : " documents"} then. Nothing is lost.`
            : `${task.store} is paired. What it sends is kept until it has an organisation to go to.`,
        acts: (
          <Link
            href={
              task.isXeroConnected
                ? `/dashboard/bindings/new?store=${task.storeId}`
                : "/dashboard/connect-xero"
            }
            className={primary}
          >
            {task.isXeroConnected ? "Choose its organisation" : "Connect Xero"}
          </Link>
        ),
      };
    case "unclaimed_view":
      return {
        look: "amber",
        title: `Send ${task.name ?? `store view ${task.storeViewId}`} of ${task.store.host} somewhere`,
        text: `No organisation takes it, so ${counted(task.documents)} ${task.documents === 1 ? "is" : "are"} left out. Nothing of it is in Xero.`,
        acts: (
          <Link
            href={`/dashboard/bindings/store-view?${new URLSearchParams({ store: task.store.id, view: String(task.storeViewId) })}`}
            className={primary}
          >
            Choose where
          </Link>
        ),
      };
    case "setting":
      return {
        look: "amber",
        title: "A setting names what is no longer in Xero",
        text: `${noticeWords(task.notice)} (${task.store} ↔ ${task.organisation})`,
        acts: (
          <Link href={`/dashboard/bindings/${task.bindingId}/settings`} className={secondary}>
            Settings
          </Link>
        ),
      };
    case "awaiting_approval":
      return {
        look: "calm",
        title: `Approve ${counted(task.documents)} in ${task.organisation}`,
        text: (
          <>
            They are in Xero but not approved there. Their payments go when somebody approves them.
            <ReasonHelp reason="awaiting_approval" />
          </>
        ),
        acts: show(task, "Waiting", "awaiting_approval", task.documents),
      };
    case "plan_limit":
      return {
        look: "amber",
        title: `${counted(task.documents)} ${task.documents === 1 ? "is" : "are"} beyond your plan`,
        text: "They are kept, and go when the plan allows it.",
        acts: (
          <Link href="/dashboard/plan" className={primary}>
            See plans
          </Link>
        ),
      };
    case "decide":
      return {
        look: "red",
        title: needWords(task.reason, task.documents),
        text: (
          <>
            {task.sentence}
            <ReasonHelp reason={task.reason} />
          </>
        ),
        acts: (
          <>
            {task.fix && inSettings.has(task.fix.at) && (
              <Link
                href={`/dashboard/bindings/${task.bindingId}/settings#${task.fix.at}`}
                className={primary}
              >
                {task.fix.label}
              </Link>
            )}
            {task.documentId !== null ? (
              <Link href={`/dashboard/documents/${task.documentId}`} className={secondary}>
                Show it
              </Link>
            ) : (
              show(task, "Needs you", task.reason, task.isWhole ? task.documents : null)
            )}
          </>
        ),
      };
  }
}

const primary = buttonStyle({ size: "small" });
const secondary = buttonStyle({ look: "secondary", size: "small" });

/** What is mended in a card of Settings; the rest is decided on the document's own page. */
const inSettings: ReadonlySet<string> = new Set(["tax_map", "accounts", "payments", "customers"]);

function show(
  task: { bindingId: string },
  word: string,
  reason: string,
  documents: number | null,
): ReactNode {
  const query = new URLSearchParams({ word, reason, bindingId: task.bindingId });
  return (
    <Link href={`/dashboard/sync?${query}`} className={secondary}>
      {documents === null ? "Show documents" : `Show ${counted(documents)}`}
    </Link>
  );
}

function counted(documents: number): string {
  return documents === 1 ? "one document" : `${documents.toLocaleString("en-GB")} documents`;
}
