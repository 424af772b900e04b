import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { generateRolePasswords, type RolePasswords } from "@counterfoil/db/bootstrap";

/** What a local installation keeps to itself: made once, readable by its owner only. */
export type LocalSecrets = { passwords: RolePasswords; encryptionKeys: string; nextauthSecret: string };

export async function localSecrets(dataDir: string): Promise<LocalSecrets> {
  const file = path.join(dataDir, "secrets.json");
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept !== null) return JSON.parse(kept) as LocalSecrets;
  const made: LocalSecrets = {
    passwords: generateRolePasswords(),
    encryptionKeys: `local:${randomBytes(32).toString("hex")}`,
    nextauthSecret: randomBytes(32).toString("hex"),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  return made;
}
