const TRIES = 4;

/** Two transactions that wait for each other: PostgreSQL ends one, and that one simply begins again. */
export async function retryDeadlock<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transaction();
    } catch (error) {
      if ((error as { code?: unknown }).code !== DEADLOCK || tried === TRIES) throw error;
    }
  }
}

const DEADLOCK = "40P01";
