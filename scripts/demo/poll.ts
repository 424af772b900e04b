/** Asks until there is something else than false. Throws a sentence at the deadline. */
export async function poll<T>(deadlineMs: number, what: string, check: () => Promise<T | false>): Promise<T> {
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value !== false) return value;
    if (Date.now() > endsAt) throw new Error(`Waited ${deadlineMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
