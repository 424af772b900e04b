// Loaded before each supervised process: whoever started it can be killed without a word, and then it ends as if it had been asked.
import { isMainThread } from "node:worker_threads";

const LOOK_EVERY_MS = 1_000;
const parent = process.ppid;
if (isMainThread) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, LOOK_EVERY_MS);
  watch.unref();
}
