import { readFile } from "node:fs/promises";
import path from "node:path";
import { type PlanArguments, planArguments, USAGE } from "./plan/arguments.ts";
import { planDocuments } from "./plan/plan-documents.ts";
import { type PlanSettings, planSettings } from "./plan/plan-settings.ts";
import { printPlans } from "./plan/print-plans.ts";
import { Unreadable } from "./plan/unreadable.ts";

/** Plans canonical Magento documents without touching anything. Exit 0: every document got an outcome; 2: nothing could be read. */
const asked = planArguments(process.argv.slice(2));
if (asked.do === "help") {
  process.stdout.write(`${USAGE}\n`);
} else if (asked.do === "refuse") {
  refuse(`${asked.because}\n${USAGE}`);
} else {
  await plan(asked).catch((error: unknown) => {
    if (!(error instanceof Unreadable)) throw error;
    refuse(error.message);
  });
}

async function plan(asked: Extract<PlanArguments, { do: "plan" }>): Promise<void> {
  const policy = asked.policyFile === null ? {} : await json(asked.policyFile, "the policy");
  const settings = planSettings(policy, { acceptsTaxAmounts: asked.acceptsTaxAmounts });
  if (!settings.ok)
    throw new Unreadable(`${asked.policyFile} is no policy: ${settings.problems.join("; ")}.`);
  warn(settings.settings);
  const content = await json(asked.file, "the documents");
  if (typeof content !== "object" || content === null)
    throw new Unreadable(`${asked.file} holds neither a document nor a list of documents.`);
  const plans = planDocuments(Array.isArray(content) ? content : [content], settings.settings);
  process.stdout.write(asked.asJson ? `${JSON.stringify(plans, null, 2)}\n` : printPlans(plans));
}

function warn({ unknownKeys }: PlanSettings): void {
  if (unknownKeys.length > 0)
    process.stderr.write(`The policy has no setting ${unknownKeys.join(", ")}: left out.\n`);
}

async function json(file: string, what: string): Promise<unknown> {
  const text = await read(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw new Unreadable(`Cannot read ${what}, ${file}: ${why}.`);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const why = text.trim() === "" ? "it is empty" : (error as Error).message;
    throw new Unreadable(`${file} is not JSON: ${why}.`);
  }
}

/** npm runs scripts in the checkout's root and says in INIT_CWD where it was called. */
async function read(file: string): Promise<string> {
  if (file === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  }
  const calledIn = path.resolve(process.env.INIT_CWD ?? ".", file);
  return readFile(calledIn, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" || calledIn === path.resolve(file)) throw error;
    return readFile(file, "utf8");
  });
}

function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
