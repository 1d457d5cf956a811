/** Something that must hold does not. The run names its seed and the last steps beside it. */
export class Broken extends Error {}

/** Insists that something holds, in the campaign's own words. */
export function holds(condition: unknown, sentence: string, found?: unknown): asserts condition {
  if (!condition) throw new Broken(found === undefined ? sentence : `${sentence}: ${JSON.stringify(found)}`);
}
