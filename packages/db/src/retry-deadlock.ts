const TRIES = 4;
const DEADLOCK = "40P01";

/** Two transactions that wait for each other: PostgreSQL ends one, and that one simply begins again. */
export async function retryDeadlock<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (!isDeadlock(error) || tried === TRIES) throw error;
    }
  }
}

/** As pg says it, or as Prisma wraps it. */
function isDeadlock(error: unknown): boolean {
  const { code, meta } = error as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  return code === DEADLOCK || code === "P2034" || meta?.driverAdapterError?.cause?.originalCode === DEADLOCK;
}
