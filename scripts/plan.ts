import { runPlan } from "./plan/run-plan.ts";

/** Plans canonical Magento documents without touching anything. */
const { code, stdout, stderr } = await runPlan(process.argv.slice(2), async () => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = code;
