import { listMembers } from "@counterfoil/services/member/list-members";
import { mayGive, roles, roleWords } from "@counterfoil/services/member/roles";
import type { Metadata } from "next";
import { Card, CardHeader } from "../../../components/card.tsx";
import { InvitationActions } from "../../../components/invitation-actions.tsx";
import { InviteForm } from "../../../components/invite-form.tsx";
import { MemberActions } from "../../../components/member-actions.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Members" };

const done: Record<string, string> = {
  changed: "The role is changed, from the next click on.",
  removed: "The seat is gone. What that person did stays in the audit log.",
  revoked: "The invitation is taken back. Its link opens nothing any more.",
};

export default async function MembersPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const { actor, tenant } = await requireActor();
  const { members, invitations } = await listMembers(await context(), actor);
  const said = done[(await searchParams).done ?? ""];
  const mayManage = actor.role === "owner" || actor.role === "admin";
  const givable = roles
    .filter((role) => mayGive(actor.role, role))
    .map((role) => ({ value: role, ...roleWords[role] }));
  return (
    <>
      <PageHeader title="Members" description={`Who sits in ${tenant.name}, and what each may do.`} />
      {said && <Notice look="success">{said}</Notice>}
      {mayManage && (
        <Card>
          <CardHeader
            title="Invite somebody"
            description="By e-mail. Whoever has an account here already signs in with it."
          />
          <div className="p-5 sm:p-6">
            <InviteForm roles={givable.toReversed()} />
          </div>
        </Card>
      )}
      {invitations.length > 0 && (
        <Card>
          <CardHeader title="Invited" description="Pending until the link is opened." />
          <ul className="mt-4 divide-y border-t">
            {invitations.map((each) => (
              <li
                key={each.id}
                className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-4 sm:px-6"
              >
                <div className="min-w-0">
                  <p className="truncate text-sm font-medium">{each.email}</p>
                  <p className="text-[13px] text-muted">
                    {roleWords[each.role].name}, {each.isExpired ? "ran out " : "open until "}
                    <Moment at={each.expiresAt} />
                  </p>
                </div>
                {mayManage && <InvitationActions invitation={{ id: each.id, link: each.link }} />}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card>
        <CardHeader title={members.length === 1 ? "One member" : `${members.length} members`} />
        <ul className="mt-4 divide-y border-t">
          {members.map((member) => {
            const isSelf = member.userId === actor.userId;
            const isTheirs = mayManage && mayGive(actor.role, member.role);
            return (
              <li key={member.userId} className="px-5 py-4 sm:px-6">
                <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
                  <div className="min-w-0">
                    <p className="truncate text-sm font-medium">
                      {member.name}
                      {isSelf && <span className="font-normal text-muted"> (you)</span>}
                    </p>
                    <p className="truncate text-[13px] text-muted">{member.email}</p>
                  </div>
                  <p className="text-[13px] text-muted">
                    <span className="font-medium text-ink">{roleWords[member.role].name}</span>, joined{" "}
                    <Moment at={member.since} />
                  </p>
                </div>
                {(isTheirs || isSelf) && (
                  <MemberActions member={member} roles={isTheirs ? givable : []} isSelf={isSelf} />
                )}
              </li>
            );
          })}
        </ul>
      </Card>
      <Card>
        <CardHeader title="What the roles may" />
        <dl className="grid gap-x-8 gap-y-3 p-5 text-sm sm:grid-cols-[8rem_minmax(0,1fr)] sm:p-6">
          {roles.map((role) => (
            <div key={role} className="sm:contents">
              <dt className="font-medium">{roleWords[role].name}</dt>
              <dd className="text-muted">{roleWords[role].may}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  );
}
