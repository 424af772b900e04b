/** The simulator's organisations. Stories run side by side, so that one who takes an organisation away, or changes it, has it alone. */

/** Everybody's: each story posts there with a prefix of its own. */
export const UK = { id: "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f", name: "Acme Retail (UK)" };

/** Home's, where Xero goes away. */
export const IRELAND = { id: "5b1f7c2e-6a94-4d3b-8c05-e7d2a9f41b36", name: "Acme Retail (Ireland)" };

/** The real books of the account that goes live. */
export const AUSTRALIA = { id: "70784a63-d24b-46a9-a4db-0e70a274b056", name: "Maple Florist (AU)" };

/** Where connecting is refused, and forgotten. */
export const NEW_ZEALAND = { id: "9e5d1f84-2c3b-4a7d-8f61-0d4c7b2a9e13", name: "Kowhai Trading (NZ)" };
