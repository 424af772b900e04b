import {
  type ConsentFailure,
  consentFailures,
  refusalsAtXero,
  scopeWords,
} from "@counterfoil/services/connection/consent-outcome";
import type { ReactNode } from "react";
import { Notice } from "./notice.tsx";

/** How a walk to Xero failed, in its own words, with what belongs to it. */
export function ConsentNotice({
  result,
  missing,
  expected,
  action,
}: {
  result: ConsentFailure;
  /** Permissions by Xero's names, as an address says them: only those that we know are shown. */
  missing: string[];
  /** The organisation that a binding is locked to. */
  expected: string | null;
  action?: ReactNode;
}) {
  const lacking = missing.flatMap((scope) => (Object.hasOwn(scopeWords, scope) ? [scopeWords[scope]] : []));
  return (
    <Notice
      look={result === "access_denied" ? "warning" : "error"}
      title="Xero is not connected"
      action={action}
    >
      {consentFailures[result]}
      {result === "scope_missing" && lacking.length > 0 && <> Missing: {lacking.join("; ")}.</>}
      {result === "other_organisation" && expected && (
        <>
          {" "}
          This store posts into <strong className="font-medium">{expected}</strong>.
        </>
      )}
      {result === "refused_by_xero" && <RefusalsAtXero />}
    </Notice>
  );
}

/** What Xero shows on pages of its own, from which nobody comes back. */
export function RefusalsAtXero() {
  return (
    <ul className="mt-2 space-y-1.5">
      {refusalsAtXero.map(({ title, text }) => (
        <li key={title}>
          <details>
            <summary className="w-fit rounded-sm font-medium underline-offset-4 hover:underline">
              {title}
            </summary>
            <p className="mt-1 text-[13px] leading-relaxed">{text}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}
