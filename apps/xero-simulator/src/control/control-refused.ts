/** A control-plane request that cannot be done, with a sentence for the person who sent it. */
export class ControlRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
