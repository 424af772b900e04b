import { readEnv } from "./env.ts";
import { createMagentoSimulator } from "./server.ts";

const env = readEnv(process.env);
const simulator = createMagentoSimulator({
  baseUrl: env.BASE_URL,
  storeName: env.STORE_NAME,
  seed: env.SEED,
  outboxTickMs: env.OUTBOX_TICK_MS,
  timeScale: env.TIME_SCALE,
  dataFile: env.SIM_DATA_FILE,
});

const baseUrl = await simulator.listen({ port: env.PORT, host: env.HOST });
process.stdout.write(`${env.STORE_NAME} (Magento simulator) on ${baseUrl}\n`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });
}
