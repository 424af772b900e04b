"use client";

import { useActionState, useId } from "react";
import { untouched } from "../actions/form-state.ts";
import { changeMember, removeFromAccount } from "../actions/members.ts";
import { SubmitButton } from "./submit-button.tsx";

type Role = { value: string; name: string; may: string };

/** What an owner or admin can do with a seat, and everybody with their own. */
export function MemberActions({
  member,
  roles,
  isSelf,
}: {
  member: { userId: string; name: string; role: string };
  /** Those the reader may give; none: the role stays. */
  roles: Role[];
  isSelf: boolean;
}) {
  const [changed, change] = useActionState(changeMember, untouched);
  const [removed, remove] = useActionState(removeFromAccount, untouched);
  const id = useId();
  const message = changed.message ?? removed.message;
  return (
    <details className="mt-3">
      <summary className="w-fit cursor-pointer rounded-sm text-[13px] text-muted hover:text-ink">
        {roles.length > 0 ? "Change" : "Leave"}
        <span className="sr-only"> {member.name}</span>
      </summary>
      <div className="mt-3 space-y-4 rounded-lg border bg-raised p-4">
        {message && (
          <p role="alert" className="text-sm text-red">
            {message}
          </p>
        )}
        {roles.length > 0 && (
          <form action={change} className="space-y-3">
            <input type="hidden" name="userId" value={member.userId} />
            <fieldset className="space-y-2">
              <legend className="text-sm font-medium">Role of {member.name}</legend>
              {roles.map((role) => (
                <div key={role.value} className="flex items-start gap-2.5">
                  <input
                    type="radio"
                    name="role"
                    id={`${id}-${role.value}`}
                    value={role.value}
                    defaultChecked={role.value === member.role}
                    className="mt-1 accent-brand"
                  />
                  <label htmlFor={`${id}-${role.value}`} className="text-sm">
                    <span className="font-medium">{role.name}</span>{" "}
                    <span className="text-muted">{role.may}</span>
                  </label>
                </div>
              ))}
            </fieldset>
            <SubmitButton look="secondary" size="small" busy="Saving">
              Save role
            </SubmitButton>
          </form>
        )}
        <form action={remove} className={roles.length > 0 ? "space-y-2 border-t pt-4" : "space-y-2"}>
          <input type="hidden" name="userId" value={member.userId} />
          <p className="text-[13px] text-pretty text-muted">
            {isSelf
              ? "You lose your seat at once. Somebody who invites must let you back in."
              : `${member.name} loses this seat at once. What they did stays in the audit log.`}
          </p>
          <SubmitButton look="secondary" size="small" busy={isSelf ? "Leaving" : "Removing"}>
            {isSelf ? "Leave this account" : `Remove ${member.name}`}
          </SubmitButton>
        </form>
      </div>
    </details>
  );
}
