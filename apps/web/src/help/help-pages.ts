/** The pages of /help in reading order: each is `help/{slug}.md`, but the reasons, which are made from core's. */
export const helpPages = [
  {
    slug: "getting-started",
    title: "Getting started",
    about: "Three steps, five words, and what to look at every day.",
  },
  {
    slug: "connect-magento",
    title: "Connecting Magento",
    about: "The module, the code, and what to do when pairing fails.",
  },
  {
    slug: "connect-xero",
    title: "Connecting Xero",
    about: "What we read and write, reconnecting, taking access back.",
  },
  {
    slug: "tax-and-cents",
    title: "Tax mapping and cents",
    about: "How tax rates are chosen, and where a cent goes.",
  },
  {
    slug: "payments-and-refunds",
    title: "Payments and refunds",
    about: "When “paid” is money, and which account it goes to.",
  },
  {
    slug: "gateway-payouts",
    title: "Reconciling gateway payouts",
    about: "A clearing account, step by step, with an example.",
  },
  {
    slug: "dates-and-numbers",
    title: "Dates, numbers and customers",
    about: "What goes, from when, under which number, for whom.",
  },
  {
    slug: "when-something-waits",
    title: "When something waits",
    about: "What goes by itself, and what one press sets going.",
  },
  { slug: "reasons", title: "Every reason", about: "Each sentence a document can stop on, and what to do." },
] as const;

export type HelpSlug = (typeof helpPages)[number]["slug"];
