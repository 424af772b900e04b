import { Eye, KeyRound, Undo2 } from "lucide-react";

/** What connecting Xero means, for whoever is about to do it. */
export function XeroFacts({ look = "row" }: { look?: "row" | "column" }) {
  return (
    <ul className={look === "row" ? "grid gap-5 sm:grid-cols-3" : "space-y-4"}>
      {facts.map(({ icon: Icon, title, text }) => (
        <li key={title} className="space-y-1.5">
          <Icon className="size-4.5 text-brand" strokeWidth={1.9} aria-hidden="true" />
          <p className="text-sm font-medium">{title}</p>
          <p className="text-[13px] leading-relaxed text-pretty text-muted">{text}</p>
        </li>
      ))}
    </ul>
  );
}

const facts = [
  {
    icon: Eye,
    title: "What we read and write",
    text: "We read accounts, tax rates, contacts and settings. We write contacts, invoices, credit notes and their payments, and nothing else.",
  },
  {
    icon: KeyRound,
    title: "Never a Xero password",
    text: "You sign in at Xero, on Xero's own page. We never ask for a Xero password and never see one.",
  },
  {
    icon: Undo2,
    title: "Yours to take back",
    text: "You can take our access back in Xero under Connected apps at any time. What is in your books stays there.",
  },
];
