import path from "node:path";
import { localDatabase } from "./stack/local-database.ts";

/** Roles and migrations for DATABASE_URL, or for the embedded server of `npm run dev`. Running it again changes nothing. */
const database = await localDatabase({
  dataDir: path.resolve(".data/dev"),
  root: process.cwd(),
  durable: true,
  takesOver: false,
}).catch((error: Error) => {
  const where = process.env.DATABASE_URL ? "The database in DATABASE_URL" : "The embedded database";
  process.stderr.write(`${where} could not be prepared: ${error.message}\n`);
  process.exit(1);
});
const { applied, urls } = database;
process.stdout.write(
  applied.length === 0 ? "The database is up to date.\n" : `Applied: ${applied.join(", ")}\n`,
);
process.stdout.write(
  `The processes connect as:\nAPP_DATABASE_URL=${urls.appUrl}\nSYSTEM_DATABASE_URL=${urls.systemUrl}\nQUEUE_DATABASE_URL=${urls.queueUrl}\n`,
);
await database.stop();
process.exit(0);
