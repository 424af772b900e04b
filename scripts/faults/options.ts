import { parseArgs } from "node:util";

export type Options = {
  seed: string;
  documents: number;
  workers: number;
  timeScale: number;
  /** Leaves the data folder, with every process's log, where it is. */
  keep: boolean;
};

const MAX_DOCUMENTS = 20_000;
const MAX_WORKERS = 8;
const MAX_TIME_SCALE = 60;

/** What the command line asks for, or one sentence that says what is wrong with it. */
export function readOptions(
  args: string[],
): { ok: true; options: Options } | { ok: false; sentence: string } {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        seed: { type: "string", default: "1" },
        documents: { type: "string", default: "100" },
        workers: { type: "string", default: "2" },
        "time-scale": { type: "string", default: "20" },
        keep: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    return refuse(`${(error as Error).message.split(/[.\n]/, 1)[0]}.`);
  }
  const seed = String(values.seed);
  if (!/^[\w-]{1,40}$/.test(seed))
    return refuse("--seed takes up to 40 letters, digits, hyphens and underscores.");
  const documents = whole(values.documents, MAX_DOCUMENTS);
  if (documents === null) return refuse(`--documents takes a whole number from 1 to ${MAX_DOCUMENTS}.`);
  const workers = whole(values.workers, MAX_WORKERS);
  if (workers === null) return refuse(`--workers takes a whole number from 1 to ${MAX_WORKERS}.`);
  const timeScale = whole(values["time-scale"], MAX_TIME_SCALE);
  if (timeScale === null) return refuse(`--time-scale takes a whole number from 1 to ${MAX_TIME_SCALE}.`);
  return { ok: true, options: { seed, documents, workers, timeScale, keep: values.keep === true } };
}

function whole(value: string | boolean | undefined, max: number): number | null {
  if (!/^\d{1,6}$/.test(String(value))) return null;
  const number = Number(value);
  return number >= 1 && number <= max ? number : null;
}

function refuse(sentence: string): { ok: false; sentence: string } {
  return { ok: false, sentence };
}
