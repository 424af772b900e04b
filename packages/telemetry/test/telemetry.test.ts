import { expect, test } from "vitest";
import { createLogger } from "../src/log.ts";
import { createMetrics } from "../src/metrics.ts";

test("what is secret or personal is not logged, at any depth we log at", () => {
  const line = log((logger) =>
    logger.info(
      {
        storeId: "store-1",
        token: "LEAK",
        headers: { authorization: "LEAK" },
        a: { email: "LEAK", b: { pairingCode: "LEAK", c: { apiKey: "LEAK", postingId: "p-1" } } },
        d: { "set-cookie": "LEAK" },
        body: { anything: "LEAK" },
      },
      "hello",
    ),
  );
  expect(line).not.toContain("LEAK");
  expect(JSON.parse(line)).toMatchObject({
    name: "test",
    msg: "hello",
    storeId: "store-1",
    a: { b: { c: { postingId: "p-1" } } },
  });
});

test("an error keeps its name, code and frames, and loses what hangs on it", () => {
  const cause = Object.assign(new Error("inner"), { response: { data: "LEAK" } });
  const error = Object.assign(new Error("connect failed", { cause }), {
    code: "ECONNRESET",
    config: { headers: { Authorization: "LEAK" } },
    detail: "Key (email)=(LEAK)",
  });
  const line = log((logger) => logger.error({ err: error }, "call failed"));
  expect(line).not.toContain("LEAK");
  expect(JSON.parse(line).err).toMatchObject({
    type: "Error",
    code: "ECONNRESET",
    message: "connect failed",
    cause: { message: "inner" },
  });
  expect(JSON.parse(line).err.stack[0]).toMatch(/^at /);
});

test("the arguments Prisma prints into its messages stay out", () => {
  const error = new Error("Invalid `create()` invocation:\n{ email: LEAK }\n\nUnique constraint failed");
  error.name = "PrismaClientKnownRequestError";
  for (const line of [
    log((logger) => logger.error({ err: error })),
    log((logger) => logger.error(error)),
    log((logger) => logger.error(error, "could not save")),
  ]) {
    expect(line).not.toContain("LEAK");
    expect(JSON.parse(line).err.message).toBe("Unique constraint failed");
    expect(JSON.parse(line).msg).toMatch(/^(Unique constraint failed|could not save)$/);
  }
});

test("the value that PostgreSQL refused and quotes stays out", () => {
  const error = Object.assign(new Error('invalid input syntax for type uuid: "LE"AK"'), { code: "22P02" });
  const line = log((logger) => logger.error({ err: error }));
  expect(line).not.toContain("AK");
  expect(JSON.parse(line).err.message).toBe('invalid input syntax for type uuid: "…"');
});

test("metrics are counted under their labels", async () => {
  const metrics = createMetrics({ process: "worker", withDefaults: false });
  metrics.documents.inc({ kind: "invoice", outcome: "posted" });
  metrics.ledgerRateLimited.inc({ problem: "minute" });
  metrics.oldestDueSeconds.set({ lane: "prepare" }, 3);
  const text = await metrics.registry.metrics();
  expect(text).toContain('counterfoil_documents_total{kind="invoice",outcome="posted",process="worker"} 1');
  expect(text).toContain('counterfoil_xero_rate_limited_total{problem="minute",process="worker"} 1');
  expect(text).toContain('counterfoil_oldest_due_seconds{lane="prepare",process="worker"} 3');
});

function log(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ name: "test", level: "info", destination }));
  return lines.join("");
}
