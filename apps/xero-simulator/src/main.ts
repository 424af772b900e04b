import { readEnvironment } from "./env.ts";
import { defaultClient, type SimulatorOptions } from "./options.ts";
import { createXeroSimulator } from "./server.ts";

try {
  await start();
} catch (error) {
  process.stderr.write(
    `The simulator cannot start. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const standard = defaultClient();
  const options: SimulatorOptions = {
    timeScale: environment.TIME_SCALE,
    clients: [
      {
        ...standard,
        clientId: environment.SIM_CLIENT_ID ?? standard.clientId,
        clientSecret: environment.SIM_CLIENT_SECRET ?? standard.clientSecret,
        name: environment.SIM_CLIENT_NAME ?? standard.name,
        redirectUris:
          environment.SIM_REDIRECT_URIS?.split(",").map((uri) => uri.trim()) ?? standard.redirectUris,
      },
    ],
    ...(environment.PUBLIC_URL === undefined ? {} : { publicUrl: environment.PUBLIC_URL }),
    ...(environment.SIM_DATA_FILE === undefined ? {} : { dataFile: environment.SIM_DATA_FILE }),
  };

  const simulator = await createXeroSimulator(options);
  const origin = await simulator.listen({ port: environment.PORT, host: environment.HOST });
  process.stdout.write(`Xero simulator: ${origin}\n`);

  let isStopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      void simulator.close().then(() => process.exit(0));
    });
  }
}
