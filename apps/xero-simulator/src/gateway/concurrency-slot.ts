import type { FastifyReply } from "fastify";

const releases = new WeakMap<FastifyReply, () => void>();

/** Keeps what frees a call's concurrency slot. */
export function holdSlot(reply: FastifyReply, release: () => void): void {
  releases.set(reply, release);
}

/** Called when an answer leaves, after any delay, whether or not anybody still listens. */
export function releaseSlot(reply: FastifyReply): void {
  releases.get(reply)?.();
}
