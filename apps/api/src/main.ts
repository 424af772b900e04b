import { createContext } from "./context.ts";
import { readEnv } from "./env.ts";
import { createApi } from "./server.ts";

const CLOSE_WITHIN_MS = 10_000;

const env = readEnv(process.env);
const context = await createContext(env);
const app = await createApi(context);
const url = await app.listen({ port: env.PORT, host: env.HOST });
context.log.info({ url }, "listening");

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(signal));

/** Answers what has arrived, then closes; a database that hangs does not keep the process. */
async function stop(signal: string): Promise<void> {
  context.log.info({ signal }, "stopping");
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
  await app.close();
  await context.close();
  process.exit(0);
}
