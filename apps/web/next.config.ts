import path from "node:path";
import type { NextConfig } from "next";

const config: NextConfig = {
  turbopack: { root: path.resolve(import.meta.dirname, "../..") },
  // Native, or with files of their own beside their code: loaded from node_modules as they are.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/client",
    "@prisma/adapter-pg",
    "pg",
    "pino",
    "xero-node",
    "openid-client",
  ],
  // Has a step of its own in `npm test`.
  typescript: { ignoreBuildErrors: true },
  // What browsers load is made small. What runs here stays readable in a stack trace, and is built in half the time.
  experimental: {
    turbopackMinify: { client: true, server: false },
    turbopackSourceMaps: false,
    turbopackFileSystemCacheForBuild: false,
  },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
