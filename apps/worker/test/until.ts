/** Polls until it holds; fails loudly at the deadline. */
export async function until<T>(
  what: string,
  check: () => Promise<T | false>,
  deadlineMs = 100_000,
): Promise<T> {
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value !== false) return value;
    if (Date.now() > endsAt) throw new Error(`Not in ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
