// Plain JavaScript on Node alone: this runs before there is anything else.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Installs dependencies and generates the Prisma client where they are missing or out of date; else does nothing. */
export function install() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Counterfoil needs Node 20.19 or newer; this is ${process.version}.`);
  const lock = path.join(root, "package-lock.json");
  once("node_modules/.counterfoil-installed", [lock], "Installing dependencies", () => {
    const npm = process.env.npm_execpath;
    // Not `npm ci`: it refuses a lock file that lacks optional builds for other platforms, which registries may not carry.
    const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    if (!isWritable(process.env.npm_config_cache)) args.push("--cache", path.join(root, ".data/npm-cache"));
    run(npm ? [process.execPath, npm, ...args] : ["npm", ...args], {});
  });
  const schema = path.join(root, "prisma/schema");
  const files = readdirSync(schema)
    .sort()
    .map((name) => path.join(schema, name));
  once("packages/db/src/generated/.stamp", [...files, lock], "Generating the database client", () => {
    // Any existing file will do: generating never runs the engine, which would have to be downloaded.
    const prisma = path.join(root, "node_modules/prisma/build/index.js");
    run([process.execPath, prisma, "generate"], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  });
}

/** Not so where the home folder is read-only, or missing. */
function isWritable(folder) {
  if (!folder) return true;
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function once(stampName, inputs, label, work) {
  const stamp = path.join(root, stampName);
  const hash = createHash("sha256");
  for (const file of inputs) hash.update(readFileSync(file));
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write(`${label} …\n`);
  work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function run([command, ...args], env) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  if (result.status !== 0) fail(`${command} ${args.join(" ")} failed:\n${result.stdout}${result.stderr}`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
