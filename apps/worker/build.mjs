import { build } from "esbuild";

/** One file of plain JavaScript: run from its sources the worker takes 60 MB more. Packages of npm stay outside. */
await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/main.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "warning",
  plugins: [
    {
      name: "only ours",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^[^./]/ }, ({ path }) =>
          path.startsWith("@counterfoil/") || path.startsWith("src/") ? undefined : { path, external: true },
        ),
    },
  ],
});
