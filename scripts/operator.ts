import pg from "pg";

/** Makes somebody who has an account one of our own staff, or takes that back: `npm run operator -- ada@example.com [--remove]`. */
const [email, option] = process.argv.slice(2);
const connectionString = process.env.SYSTEM_DATABASE_URL;
const isRemoval = option === "--remove";
if (!email || !connectionString || (option !== undefined && !isRemoval)) {
  process.stderr.write("SYSTEM_DATABASE_URL=… npm run operator -- E-MAIL [--remove]\n");
  process.exit(2);
}
const client = new pg.Client({ connectionString });
await client.connect();
const { rowCount } = await client
  .query("UPDATE app_user SET is_operator = $2 WHERE email = lower(btrim($1))", [email, !isRemoval])
  .finally(() => client.end());
if (rowCount === 0) {
  process.stderr.write(`Nobody has an account with ${email}.\n`);
  process.exit(1);
}
process.stdout.write(`${email} is ${isRemoval ? "no operator any more" : "an operator"}.\n`);
