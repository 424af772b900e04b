import { canMove, type PostingKind, type PostingState } from "@counterfoil/core/posting";
import pg from "pg";

/**
 * Writes down, by a trigger, every change of a posting's state, whoever makes it; gives those that the table of moves
 * does not allow. A step through `queued` inside one statement counts as the two moves it stands for.
 */
export async function recordMoves(ownerUrl: string): Promise<() => Promise<string[]>> {
  await asOwner(ownerUrl, (client) => client.query(TRIGGER));
  return async () => {
    const { rows } = await asOwner(ownerUrl, (client) =>
      client.query<Move>(
        'SELECT kind, came_from AS "from", went_to AS "to", count(*)::int AS times FROM state_move GROUP BY 1, 2, 3',
      ),
    );
    return rows.filter((move) => !isAllowed(move)).map(({ kind, from, to }) => `${kind}: ${from} → ${to}`);
  };
}

type Move = { kind: PostingKind; from: PostingState | null; to: PostingState };

function isAllowed({ kind, from, to }: Move): boolean {
  if (from === null) return to === "queued" || canMove("queued", to, kind);
  return canMove(from, to, kind) || (canMove(from, "queued", kind) && canMove("queued", to, kind));
}

const TRIGGER = `
  CREATE TABLE state_move (kind text NOT NULL, came_from text, went_to text NOT NULL);
  CREATE FUNCTION record_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO state_move VALUES (NEW.kind, NULL, NEW.state);
    ELSIF OLD.state <> NEW.state THEN
      INSERT INTO state_move VALUES (NEW.kind, OLD.state, NEW.state);
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER record_move AFTER INSERT OR UPDATE OF state ON posting FOR EACH ROW EXECUTE FUNCTION record_move();`;

async function asOwner<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
