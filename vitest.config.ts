import { defineConfig } from "vitest/config";

const folders = "{apps,packages,scripts}/**";
const never = ["**/node_modules/**", "**/.next/**", "e2e/**"];

export default defineConfig({
  test: {
    // Two cores: more workers only take turns.
    maxWorkers: 2,
    maxConcurrency: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [`${folders}/*.test.ts`],
          exclude: [...never, "**/*.int.test.ts", "**/*.long.test.ts"],
          // A busy machine is no failure: what waits for something has a deadline of its own.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [`${folders}/*.int.test.ts`],
          exclude: never,
          globalSetup: ["./scripts/test-cluster.ts"],
          // Tests poll with deadlines of their own; on a busy machine these come first.
          testTimeout: 150_000,
          hookTimeout: 150_000,
        },
      },
      {
        // Many seeds, many kills, the second queue backend: `npm run test:long`.
        extends: true,
        test: {
          name: "long",
          include: [`${folders}/*.long.test.ts`],
          exclude: never,
          globalSetup: ["./scripts/test-cluster.ts"],
          testTimeout: 900_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
