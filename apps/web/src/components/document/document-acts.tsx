"use client";

import { dayWords } from "@counterfoil/core/day-words";
import type { DocumentActs as Acts } from "@counterfoil/services/document/offer-acts";
import { Field } from "../field.tsx";
import { formatMoney } from "../money.tsx";
import { Notice } from "../notice.tsx";
import { ActButton } from "./act-button.tsx";

/** What a person may do about the document as it stands, the likeliest first. */
export function DocumentActs({
  documentId,
  acts,
  customer,
  number,
  organisation,
  closes,
}: {
  documentId: string;
  acts: Acts;
  customer: string | null;
  /** In Xero, as planned. */
  number: string | null;
  organisation: string;
  /** What "dealt with" means here. */
  closes: { label: string; text: string };
}) {
  const who = acts.sameCustomer?.name ?? customer ?? "this customer";
  return (
    <div className="flex flex-wrap gap-2">
      {acts.openDay && (
        <ActButton
          {...{ documentId, act: "open-day", look: "primary" }}
          label={`Post on ${dayWords(acts.openDay)} instead`}
          title={`Post it on ${dayWords(acts.openDay)}?`}
          text="It goes to Xero with that date, the first that is open there, and so does its money. Its first line says when Magento raised it. Only this document is moved."
          submit={`Post on ${dayWords(acts.openDay)}`}
          busy="Planning"
        />
      )}
      {acts.sameCustomer && (
        <ActButton
          {...{ documentId, act: "contact", look: acts.sameCustomer.ours === null ? "primary" : "secondary" }}
          label="Same customer? Use that contact"
          title={`Is ${who} in Xero the same customer?`}
          text={
            acts.sameCustomer.ours
              ? `From now on everything of this customer goes to the contact ${who}, which is not changed. What is in Xero already stays with “${acts.sameCustomer.ours}”: merge the two there if you want it all in one place.`
              : `From now on everything of this customer goes to the contact ${who} that ${organisation} has already. That contact is not changed.`
          }
          submit="Use that contact"
          busy="Saving"
        >
          {() => <input type="hidden" name="contactId" value={acts.sameCustomer?.contactId ?? ""} />}
        </ActButton>
      )}
      {acts.canAdopt && (
        <ActButton
          {...{ documentId, act: "adopt" }}
          label="It is already in Xero"
          title="Which document in Xero is it?"
          text="We compare the two and send nothing. From then on it is ours: its payment and refunds go to it."
          submit="Compare and link"
          busy="Looking in Xero"
        >
          {(state) => (
            <>
              <Field
                label="Its number in Xero"
                name="inXero"
                defaultValue={state.values.inXero ?? number ?? ""}
                error={state.fields.inXero}
                autoComplete="off"
                required
              />
              {state.differs && (
                <Notice look="warning" title={`${state.differs.number ?? "It"} is not the same`}>
                  <p>
                    Xero has{" "}
                    {state.differs.xero.total === null
                      ? "no total"
                      : formatMoney(state.differs.xero.total, state.differs.xero.currency)}
                    , Magento {formatMoney(state.differs.magento.total, state.differs.magento.currency)}.
                  </p>
                  <input type="hidden" name="compared" value={state.values.inXero ?? ""} />
                  <label className="mt-2 flex items-start gap-2">
                    <input
                      type="checkbox"
                      name="acceptsDifference"
                      value="yes"
                      className="mt-1 size-4 accent-brand"
                      required
                    />
                    It is the same document all the same.
                  </label>
                </Notice>
              )}
            </>
          )}
        </ActButton>
      )}
      {acts.canRenumber && (
        <ActButton
          {...{ documentId, act: "number" }}
          label="Another number"
          title="Send it under another number?"
          text="Only this document gets it; Magento keeps its own. A prefix for all of them is in Settings."
          submit="Send under this number"
          busy="Planning"
        >
          {(state) => (
            <Field
              label="Number in Xero"
              name="number"
              defaultValue={state.values.number ?? `${number ?? ""}-2`}
              error={state.fields.number}
              autoComplete="off"
              maxLength={255}
              required
            />
          )}
        </ActButton>
      )}
      {acts.canClose && (
        <ActButton
          {...{ documentId, act: "close" }}
          label={closes.label}
          title={`${closes.label}?`}
          text={closes.text}
          submit={closes.label}
          busy="Saving"
        />
      )}
      {acts.canTakeIn && (
        <ActButton
          {...{ documentId, act: "take-in", look: "primary" }}
          label="Take it in again"
          title="Take it in again?"
          text="It is fetched from Magento and planned by the settings as they are now, and goes to Xero by itself."
          submit="Take it in"
          busy="Taking it in"
        />
      )}
      {acts.canRetry && (
        <ActButton
          {...{ documentId, act: "retry" }}
          label="Retry"
          title="Try it again?"
          text="It is fetched from Magento and planned again, and goes to Xero if nothing stops it any more. Nothing can be there twice."
          submit="Retry"
          busy="Retrying"
        />
      )}
      {acts.canLeaveOut && (
        <ActButton
          {...{ documentId, act: "leave-out", look: "quiet" }}
          label="Leave out"
          title="Leave it out?"
          text="It is not sent to Xero, whatever settings change, until somebody takes it in again. Nothing of it is in Xero now. Magento shows it as skipped."
          submit="Leave it out"
          busy="Leaving it out"
        >
          {(state) => (
            <Field
              label="Note"
              name="note"
              hint="Why, for whoever asks later. You may leave it empty."
              defaultValue={state.values.note ?? ""}
              error={state.fields.note}
              maxLength={500}
              autoComplete="off"
            />
          )}
        </ActButton>
      )}
    </div>
  );
}
