import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import pg from "pg";

export type WorkNotifier = { notify(): void; close(): Promise<void> };

/**
 * Wakes the dispatcher, at most once per `everyMs`, on a connection of its own. A notification that is lost costs a second, so trouble
 * is not reported: the next call connects anew.
 */
export function createWorkNotifier(options: { connectionString: string; everyMs: number }): WorkNotifier {
  let client: Promise<pg.Client> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isWanted = false;
  let sending: Promise<void> = Promise.resolve();

  return {
    notify() {
      isWanted = true;
      if (!timer) beat();
    },
    async close() {
      if (timer) clearTimeout(timer);
      if (isWanted) sending = sending.then(send);
      await sending;
      await client?.then((each) => each.end()).catch(() => {});
    },
  };

  /** Sends what is wanted and looks again after the interval, until nothing was wanted in one. */
  function beat(): void {
    timer = null;
    if (!isWanted) return;
    isWanted = false;
    sending = sending.then(send);
    timer = setTimeout(beat, options.everyMs);
  }

  async function send(): Promise<void> {
    isWanted = false;
    try {
      client ??= connect();
      await (await client).query(`NOTIFY ${WORK_CHANNEL}`);
    } catch {
      client = null;
    }
  }

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client({ connectionString: options.connectionString });
    made.on("error", () => {
      client = null;
    });
    await made.connect();
    return made;
  }
}
