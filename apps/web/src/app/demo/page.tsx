import { ArrowRight, ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { enterDemo } from "../../actions/enter-demo.ts";
import { takeDemoXeroAway } from "../../actions/take-xero-away.ts";
import { buttonStyle } from "../../components/button.tsx";
import { Card } from "../../components/card.tsx";
import { HelpLink } from "../../components/help-link.tsx";
import { LocalTime } from "../../components/local-time.tsx";
import { Logo } from "../../components/logo.tsx";
import { Notice } from "../../components/notice.tsx";
import { SubmitButton } from "../../components/submit-button.tsx";
import { demoPairingCode } from "../../demo/demo-pairing-code.ts";
import { xeroAwayUntil } from "../../demo/xero-away.ts";
import { env } from "../../env.ts";

export const metadata: Metadata = { title: "Look around", robots: { index: false } };

/** Only where `npm run demo` has set the switch: it signs anybody in. */
export default async function DemoPage() {
  const { DEMO, DEMO_STORE_URL, DEMO_EMPTY_STORE_URL, XERO_SANDBOX_ORIGIN } = env();
  if (!DEMO) notFound();
  const pairing = DEMO_EMPTY_STORE_URL ? await demoPairingCode(DEMO_EMPTY_STORE_URL) : null;
  const awayUntil = xeroAwayUntil();
  return (
    <div className="mx-auto min-h-dvh max-w-4xl px-5 py-7 sm:px-8 sm:py-10">
      <header>
        <Logo />
      </header>
      <main className="space-y-10 pt-10">
        <div className="space-y-4">
          <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">
            A shop with sixty days behind it
          </h1>
          <p className="max-w-2xl leading-relaxed text-pretty text-muted">
            Fern &amp; Flint sells lamps in the United Kingdom and in Ireland, and keeps two sets of books.
            Its stores and its Xero are simulated; everything in between is what you would run.
          </p>
          <Enter account="shop" to="/dashboard" size="large">
            Look around
          </Enter>
        </div>

        <section aria-labelledby="try" className="space-y-4">
          <h2 id="try" className="text-lg font-semibold tracking-tight">
            Five things to try
          </h2>
          <ol className="space-y-3">
            <Try number={1} title="See whether the books agree">
              <p>
                Home sets Magento's total beside Xero's, month by month, to the cent. Open a figure to see the
                documents it is made of.
              </p>
              <Enter account="shop" to="/dashboard">
                Open Home
              </Enter>
            </Try>
            <Try number={2} title="Give seven invoices their tax rate">
              <p>
                The Irish shop sells to Germany at 19 %, and nobody has said which Xero tax rate that is.
                Choose once, and all seven go.
              </p>
              <Enter account="shop" to="/dashboard/sync?reason=tax_rate_unmapped">
                Open what needs you
              </Enter>
            </Try>
            <Try number={3} title="Raise an invoice, and watch it arrive">
              <p>
                Open the sync history beside the store's own page, and press “Invoice” there. It is in Xero
                within seconds, without reloading.
              </p>
              <div className="flex flex-wrap gap-2">
                <Enter account="shop" to="/dashboard/sync">
                  Open the sync history
                </Enter>
                {DEMO_STORE_URL && <Outside href={DEMO_STORE_URL}>Open the store</Outside>}
              </div>
            </Try>
            <Try number={4} title="Take Xero away for a minute">
              <p>
                Xero answers nobody for sixty seconds. Raise a few invoices meanwhile: they wait, say for
                what, and go by themselves when it is back.
              </p>
              {awayUntil && (
                <Notice look="warning" title="Xero is away">
                  Until <LocalTime at={awayUntil} />. Then what waits goes by itself, within a minute or so.
                </Notice>
              )}
              <div className="flex flex-wrap gap-2">
                {!awayUntil && (
                  <form action={takeDemoXeroAway}>
                    <SubmitButton busy="Taking it away" look="secondary" size="small">
                      Take Xero away
                    </SubmitButton>
                  </form>
                )}
                {XERO_SANDBOX_ORIGIN && <Outside href={XERO_SANDBOX_ORIGIN}>Look into Xero</Outside>}
              </div>
            </Try>
            <Try number={5} title="Begin from the beginning">
              <p>Oak &amp; Ember has an account with nothing in it, and a store that waits to be paired.</p>
              {pairing ? (
                <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
                  <dt className="text-muted">Store address</dt>
                  <dd className="font-mono text-[13px] break-all">{pairing.baseUrl}</dd>
                  <dt className="text-muted">Pairing code</dt>
                  <dd className="font-mono text-[13px] break-all">{pairing.code}</dd>
                </dl>
              ) : (
                <p>Its store does not answer at the moment. Reload this page in a few seconds.</p>
              )}
              <Enter
                account="empty"
                to={`/dashboard/connect-magento${pairing ? `?store=${encodeURIComponent(pairing.baseUrl)}` : ""}`}
              >
                Open the empty account
              </Enter>
            </Try>
          </ol>
        </section>
        <p>
          <HelpLink to="gettingStarted">How Counterfoil works</HelpLink>
        </p>
      </main>
    </div>
  );
}

function Try({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li>
      <Card className="flex gap-4 p-5 sm:p-6">
        <span
          aria-hidden="true"
          className="grid size-7 shrink-0 place-items-center rounded-full bg-brand-soft text-sm font-semibold text-brand"
        >
          {number}
        </span>
        <div className="min-w-0 flex-1 space-y-3">
          <h3 className="font-semibold tracking-tight">{title}</h3>
          <div className="flex flex-col items-start gap-3 text-sm leading-relaxed text-pretty [&>p]:text-muted">
            {children}
          </div>
        </div>
      </Card>
    </li>
  );
}

function Enter({
  account,
  to,
  size = "small",
  children,
}: {
  account: "shop" | "empty";
  to: string;
  size?: "small" | "large";
  children: string;
}) {
  return (
    <form action={enterDemo}>
      <input type="hidden" name="account" value={account} />
      <input type="hidden" name="to" value={to} />
      <SubmitButton busy="Opening" size={size} look={size === "large" ? "primary" : "secondary"}>
        {children}
        <ArrowRight aria-hidden="true" />
      </SubmitButton>
    </form>
  );
}

function Outside({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener" className={buttonStyle({ look: "quiet", size: "small" })}>
      {children}
      <ExternalLink aria-hidden="true" />
    </a>
  );
}
