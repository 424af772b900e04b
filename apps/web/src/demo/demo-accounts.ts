/** Whom `npm run demo` signs up, and `/demo` signs in with one click. They exist nowhere else. */
export const demoAccounts = {
  shop: {
    name: "Dana Demo",
    company: "Fern & Flint Ltd",
    email: "demo@counterfoil.example",
    password: "counterfoil-demo",
  },
  empty: {
    name: "Oakley Ember",
    company: "Oak & Ember Ltd",
    email: "empty@counterfoil.example",
    password: "counterfoil-demo",
  },
} as const;
