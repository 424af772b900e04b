/** Nothing can be planned: the message says why, as a sentence. */
export class Unreadable extends Error {}
