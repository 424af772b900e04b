/** What closing an account consists of, in order. */
export const closingSteps = {
  syncing: { title: "Stop syncing", text: "Nothing more is sent to Xero. What is there stays." },
  xero: {
    title: "Disconnect Xero",
    text: "Our access to your organisations ends, and its tokens are wiped.",
  },
  stores: { title: "Disconnect the stores", text: "Their keys are destroyed: they can reach us no more." },
  personal: {
    title: "Empty personal data",
    text: "Names, addresses and texts of your customers go. Keys, totals and Xero's ids are kept, so that nothing can ever be posted twice.",
  },
  people: { title: "Sign everybody out", text: "All seats and open invitations end. The account is closed." },
} as const;

export type ClosingStep = keyof typeof closingSteps;

export const closingOrder = Object.keys(closingSteps) as ClosingStep[];
