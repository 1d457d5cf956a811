/** Marks a bug: it reaches the client as a bare 500 with an id that is in the log. */
export class Bug extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Bug";
  }
}

/** States what must be true. Never for input: bad input is a refusal. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}
