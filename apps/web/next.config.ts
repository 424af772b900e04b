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
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
