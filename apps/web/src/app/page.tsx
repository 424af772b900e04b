import { Equal, ListChecks, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { redirect } from "next/navigation";
import { buttonStyle } from "../components/button.tsx";
import { CounterfoilPicture } from "../components/counterfoil-picture.tsx";
import { Logo } from "../components/logo.tsx";
import { findSignedIn } from "../session.ts";

const promises = [
  {
    icon: Equal,
    title: "To the cent",
    text: "Xero's total equals Magento's on every document, or it waits and shows you both numbers.",
  },
  {
    icon: ShieldCheck,
    title: "Exactly once",
    text: "Timeouts, restarts and repeated events never make a second invoice.",
  },
  {
    icon: ListChecks,
    title: "With a reason",
    text: "What is not in your books says why in a sentence, and what to do about it.",
  },
];

export default async function LandingPage() {
  if (await findSignedIn()) redirect("/dashboard");
  return (
    <div className="mx-auto flex min-h-dvh max-w-5xl flex-col px-6">
      <header className="flex items-center justify-between py-6">
        <Logo />
        <Link href="/sign-in" className={buttonStyle({ look: "secondary", size: "small" })}>
          Sign in
        </Link>
      </header>
      <main className="flex flex-1 flex-col justify-center gap-14 py-16">
        <div className="grid items-center gap-12 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
          <div className="space-y-6">
            <h1 className="text-4xl leading-[1.08] font-semibold tracking-[-0.025em] text-balance sm:text-[52px]">
              Your Magento invoices in Xero, exactly once.
            </h1>
            <p className="max-w-xl text-lg leading-relaxed text-pretty text-muted">
              Connect your store and your Xero account. From then on every invoice and credit memo appears in
              your books, with the same total.
            </p>
            <div className="flex flex-wrap gap-3">
              <Link href="/sign-up" className={buttonStyle({ size: "large" })}>
                Create an account
              </Link>
              <Link href="/sign-in" className={buttonStyle({ look: "secondary", size: "large" })}>
                Sign in
              </Link>
            </div>
          </div>
          <div aria-hidden="true" className="max-lg:hidden">
            <CounterfoilPicture />
          </div>
        </div>
        <ul className="grid gap-px overflow-hidden rounded-2xl border bg-line sm:grid-cols-3">
          {promises.map(({ icon: Icon, title, text }) => (
            <li key={title} className="space-y-2 bg-surface p-6">
              <Icon className="size-5 text-brand" strokeWidth={1.75} aria-hidden="true" />
              <p className="font-semibold tracking-tight">{title}</p>
              <p className="text-sm leading-relaxed text-muted">{text}</p>
            </li>
          ))}
        </ul>
      </main>
      <footer className="py-6 text-xs text-faint">Independent of Xero, Adobe and Byte8.</footer>
    </div>
  );
}
