import { listMailbox } from "@counterfoil/services/mail/list-mailbox";
import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "../../components/card.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { context } from "../../context.ts";
import { hasMailbox } from "../../create-mailer.ts";
import { env } from "../../env.ts";

export const metadata: Metadata = { title: "Mailbox" };

export const dynamic = "force-dynamic";

/** Everybody's post, so it exists on a developer's machine only. */
export default async function MailboxPage() {
  if (!hasMailbox(env())) notFound();
  const messages = await listMailbox(await context());
  return (
    <main className="mx-auto w-full max-w-3xl space-y-6 px-4 py-10 sm:px-8">
      <PageHeader
        title="Mailbox"
        description="No mail server is set, so what would have been sent is kept here. In production this page is not there."
      />
      {messages.length === 0 ? (
        <Card>
          <EmptyState help={null} icon={Inbox} title="No post yet">
            Invite somebody or ask for a new password, and the message appears here.
          </EmptyState>
        </Card>
      ) : (
        messages.map((message) => (
          <Card key={message.id} className="overflow-hidden">
            <header className="space-y-1 border-b bg-raised px-5 py-4 sm:px-6">
              <h2 className="text-[15px] font-semibold tracking-tight">{message.subject}</h2>
              <p className="text-[13px] text-muted">
                To {message.recipient}, <Moment at={message.at} />
              </p>
            </header>
            <div className="px-5 py-5 text-sm leading-relaxed break-words whitespace-pre-line sm:px-6">
              {message.body.split(/(https?:\/\/\S+)/).map((part, index) =>
                index % 2 === 1 ? (
                  <a key={part} href={part} className="break-all text-brand underline underline-offset-4">
                    {part}
                  </a>
                ) : (
                  part
                ),
              )}
            </div>
          </Card>
        ))
      )}
    </main>
  );
}
