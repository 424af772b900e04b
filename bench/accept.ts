import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { bootstrap, generateRolePasswords } from "@counterfoil/db/bootstrap";
import { openDatabase } from "@counterfoil/db/database";
import { startEmbeddedPostgres } from "@counterfoil/db/embedded-postgres";
import { createEventAcceptor, type Delivery } from "@counterfoil/services/event/accept-events";
import pg from "pg";

const ROUNDS = 5;
const ROUND_MS = 2_000;
const REQUESTS_AT_ONCE = 256;
const FLOOR_CONNECTIONS = 10;

/**
 * How many events a second the grouped path takes in, against a floor of one plain INSERT per request in the same run: the same rows,
 * no dedupe, no token, no row-level security to pass. Run: `npm run bench -- accept`. The ratio counts; the figures are the machine's.
 */
export async function accept(): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "counterfoil-bench-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: true });
  try {
    await run(server.connectionString);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function run(ownerUrl: string): Promise<void> {
  const { urls } = await bootstrap({
    ownerUrl,
    passwords: generateRolePasswords(),
    migrationsDir: path.resolve(import.meta.dirname, "../prisma/migrations"),
  });
  const database = await openDatabase({ ...urls, poolMax: 9 });
  const floorPool = new pg.Pool({ connectionString: urls.systemUrl, max: FLOOR_CONNECTIONS });
  try {
    const store = await createStore(floorPool);
    const acceptor = createEventAcceptor({ app: database.app, notify: () => {}, replayWindowMs: 86_400_000 });
    let next = 0;
    const grouped = () => acceptor.accept(deliveryOf(store, next++));
    const floor = () => insert(floorPool, deliveryOf(store, next++));

    await measure(grouped, ROUND_MS / 2);
    await measure(floor, ROUND_MS / 2);
    const ratios: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const floorRate = await measure(floor, ROUND_MS);
      const groupedRate = await measure(grouped, ROUND_MS);
      ratios.push(groupedRate / floorRate);
      say(
        `round ${round}: ${rate(groupedRate)} grouped, ${rate(floorRate)} floor, ratio ${ratio(groupedRate / floorRate)}`,
      );
    }
    await acceptor.idle();
    say(`accept: ratio ${ratio(median(ratios))} of one INSERT per request (median of ${ROUNDS})`);
  } finally {
    await floorPool.end();
    await database.close();
  }
}

/** Requests a second with always as many under way. */
async function measure(request: () => Promise<unknown>, forMs: number): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - startedAt < forMs) {
      await request();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, lane));
  return (done * 1_000) / (performance.now() - startedAt);
}

function insert(pool: pg.Pool, delivery: Delivery): Promise<unknown> {
  return pool.query({
    name: "floor",
    text: `INSERT INTO event (id, tenant_id, store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, next_run_at, accepted_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now())`,
    values: [
      randomUUID(),
      delivery.tenantId,
      delivery.storeId,
      delivery.name,
      delivery.magentoEntityId,
      delivery.websiteId,
      delivery.magentoStoreId,
      delivery.occurredAt,
      JSON.stringify(delivery.payload),
    ],
  });
}

function deliveryOf(store: { tenantId: string; storeId: string }, number: number): Delivery {
  return {
    ...store,
    jti: randomUUID(),
    tokenExpiresAt: new Date(Date.now() + 60_000),
    idempotencyKey: `invoice.created:${number}`,
    name: "invoice.created",
    magentoEntityId: number + 1,
    websiteId: 1,
    magentoStoreId: 1,
    occurredAt: new Date(),
    payload: { increment_id: String(number).padStart(9, "0"), paid: true },
  };
}

async function createStore(pool: pg.Pool): Promise<{ tenantId: string; storeId: string }> {
  const { rows } = await pool.query<{ tenantId: string; storeId: string }>(
    `WITH t AS (INSERT INTO tenant (name) VALUES ('Bench') RETURNING id)
     INSERT INTO store (tenant_id, code, base_url, guest_secret_sealed) SELECT id, 'BENCH', 'https://bench.example', 'x' FROM t
     RETURNING tenant_id AS "tenantId", id AS "storeId"`,
  );
  const row = rows[0];
  if (!row) throw new Error("The store was not created.");
  return row;
}

function median(values: number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString("en")}/s`;
}

function ratio(value: number): string {
  return value.toFixed(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
