/** The steps of onboarding that somebody else can do. */
export const linkSteps = ["magento", "xero"] as const;
export type LinkStep = (typeof linkSteps)[number];
