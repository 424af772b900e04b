import { readEnv } from "./env.ts";
import { startWorker } from "./worker.ts";

let env: ReturnType<typeof readEnv>;
try {
  env = readEnv(process.env);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
const worker = await startWorker(env).catch((error: Error) => {
  process.stderr.write(`The worker cannot start: ${error.message}\n`);
  process.exit(1);
});
let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    worker.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
