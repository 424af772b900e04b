import type { SystemDoor } from "../database.ts";

export type KeptMessage = { id: string; recipient: string; subject: string; body: string; at: Date };

const KEPT = 200;

/** Development's post: kept instead of sent, the newest two hundred. */
export async function keepMessage(
  door: SystemDoor,
  input: { recipient: string; subject: string; body: string },
): Promise<void> {
  await door.query("INSERT INTO mail_message (recipient, subject, body) VALUES ($1, $2, $3)", [
    input.recipient,
    input.subject,
    input.body,
  ]);
  await door.query(
    `DELETE FROM mail_message WHERE id <= (SELECT id FROM mail_message ORDER BY id DESC OFFSET ${KEPT} LIMIT 1)`,
  );
}

/** Newest first. */
export async function listMessages(door: SystemDoor): Promise<KeptMessage[]> {
  const { rows } = await door.query<KeptMessage>(
    `SELECT id::text, recipient, subject, body, at FROM mail_message ORDER BY mail_message.id DESC LIMIT ${KEPT}`,
  );
  return rows;
}
