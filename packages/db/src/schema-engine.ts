import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies every migration not yet applied, in order, and returns their names: none when there is nothing to do.
 * Fills `_prisma_migrations` exactly as `prisma migrate deploy` does, without the engine binary that the CLI downloads.
 */
export async function applyMigrations(input: {
  connectionString: string;
  migrationsDir: string;
}): Promise<string[]> {
  const migrationsList = await readMigrations(input.migrationsDir);
  return withEngine(input.connectionString, async (engine) => {
    const result = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return result.appliedMigrationNames;
  });
}

/** The SQL that makes an empty database into the schema files, for writing a migration by hand from it. */
export async function schemaAsSql(input: { connectionString: string; schemaDir: string }): Promise<string> {
  const names = (await readdir(input.schemaDir)).filter((name) => name.endsWith(".prisma")).sort();
  const files = await Promise.all(
    names.map(async (name) => ({
      path: name,
      content: await readFile(path.join(input.schemaDir, name), "utf8"),
    })),
  );
  return withEngine(input.connectionString, async (engine) => {
    const to = { tag: "schemaDatamodel" as const, files };
    const result = await engine.diff({
      from: { tag: "empty" },
      to,
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    return result.stdout ?? "";
  });
}

async function withEngine<T>(
  connectionString: string,
  work: (engine: glue.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadWasm();
  const pool = new pg.Pool({ connectionString, max: 2 });
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool)));
  const options = { datasource: null, datamodels: undefined } as glue.ConstructorOptions;
  const engine = await glue.SchemaEngine.new(options, () => {}, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/** The adapter cuts scripts at every semicolon, function bodies included; PostgreSQL takes a script whole, as one transaction. */
function wholeScripts(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  };
  return factory;
}

/** Node has it; only the browser's type library declares it. */
const webAssembly = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
type WasmApi = {
  instantiate(
    code: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, () => void> } }>;
};

let loading: Promise<void> | undefined;
function loadWasm(): Promise<void> {
  loading ??= (async () => {
    const require = createRequire(import.meta.url);
    const file = path.join(
      path.dirname(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg")),
      "schema_engine_bg.wasm",
    );
    const { instance } = await webAssembly.instantiate(await readFile(file), {
      "./schema_engine_bg.js": glue,
    });
    glue.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start?.();
  })();
  return loading;
}

async function readMigrations(
  baseDir: string,
): Promise<Parameters<glue.SchemaEngine["applyMigrations"]>[0]["migrationsList"]> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: {
          tag: "ok" as const,
          value: await readFile(path.join(baseDir, name, "migration.sql"), "utf8"),
        },
      },
    })),
  );
  const lockfile = {
    path: "migration_lock.toml",
    content: await readFile(path.join(baseDir, "migration_lock.toml"), "utf8"),
  };
  return { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
}
