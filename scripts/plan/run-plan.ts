import { readFile } from "node:fs/promises";
import path from "node:path";
import { planArguments, USAGE } from "./arguments.ts";
import { planDocuments } from "./plan-documents.ts";
import { planSettings } from "./plan-settings.ts";
import { printPlans } from "./print-plans.ts";

/** The command's whole doing. Code 0: every document got an outcome; 2: nothing could be read, `stderr` says why. */
export async function runPlan(
  args: readonly string[],
  readStandardInput: () => Promise<string>,
): Promise<{ code: 0 | 2; stdout: string; stderr: string }> {
  const asked = planArguments(args);
  if (asked.do === "help") return { code: 0, stdout: `${USAGE}\n`, stderr: "" };
  if (asked.do === "refuse") return refused(`${asked.because}\n${USAGE}`);
  const { file, policyFile, asJson, acceptsTaxAmounts } = asked;
  const policy =
    policyFile === null ? { ok: true as const, value: {} } : await json(policyFile, "the policy");
  if (!policy.ok) return refused(policy.problem);
  const given = planSettings(policy.value, { acceptsTaxAmounts });
  if (!given.ok) return refused(`${policyFile} is no policy: ${given.problems.join("; ")}.`);
  const content =
    file === "-" ? parsed(await readStandardInput(), "Standard input") : await json(file, "the documents");
  if (!content.ok) return refused(content.problem);
  const { value } = content;
  if (typeof value !== "object" || value === null)
    return refused(`${file} holds neither a document nor a list of documents.`);
  const plans = planDocuments(Array.isArray(value) ? value : [value], given.settings);
  const { unknownKeys } = given.settings;
  const warning =
    unknownKeys.length > 0 ? `The policy has no setting ${unknownKeys.join(", ")}: left out.\n` : "";
  const stdout = asJson ? `${JSON.stringify(plans, null, 2)}\n` : printPlans(plans);
  return { code: 0, stdout, stderr: warning };
}

const refused = (message: string) => ({ code: 2 as const, stdout: "", stderr: `${message}\n` });

type Json = { ok: true; value: unknown } | { ok: false; problem: string };

async function json(file: string, what: string): Promise<Json> {
  const read = await textOf(file);
  return read.ok
    ? parsed(read.text, file)
    : { ok: false, problem: `Cannot read ${what}, ${file}: ${read.why}.` };
}

function parsed(text: string, name: string): Json {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    const why = text.trim() === "" ? "it is empty" : (error as Error).message.replaceAll("\n", " ");
    return { ok: false, problem: `${name} is not JSON: ${why}.` };
  }
}

/** npm runs scripts in the checkout's root and says in INIT_CWD where it was called. */
async function textOf(file: string): Promise<{ ok: true; text: string } | { ok: false; why: string }> {
  const places = [path.resolve(process.env.INIT_CWD ?? ".", file), path.resolve(file)];
  let why = "there is no such file";
  for (const place of places) {
    try {
      return { ok: true, text: await readFile(place, "utf8") };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT") why = message;
    }
  }
  return { ok: false, why };
}
