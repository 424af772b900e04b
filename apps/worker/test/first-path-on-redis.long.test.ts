import * as vitest from "vitest";
import { describeFirstPath } from "./first-path.ts";
import { startRedis } from "./redis-server.ts";

const redis = await startRedis();
if (redis)
  describeFirstPath(vitest, "on Redis", async () => ({
    overrides: { REDIS_URL: redis.url },
    stop: redis.stop,
  }));
else vitest.test.skip("NO REDIS: redis-server is neither on PATH nor could it be installed", () => {});
