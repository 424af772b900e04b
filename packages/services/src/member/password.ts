import { hash, verify } from "@node-rs/argon2";

/** argon2id; 19 MiB, two passes, one lane: OWASP's minimum. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** As it is kept; the same password typed on another keyboard (NFKC) is the same. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), COST);
}

/** The same work whether or not there is a hash to compare with, so that an unknown address answers no sooner than a known one. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("no account has this password");
  const matches = await verify(passwordHash ?? (await decoy), password.normalize("NFKC"));
  return matches && passwordHash !== null;
}

let decoy: Promise<string> | undefined;
