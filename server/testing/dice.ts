/** Mulberry32: the same sequence at every run, another by its seed. */
export function seeded(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (share: number) => next() < share,
    /** One of some, each as likely; undefined of none. */
    oneOf: <T>(some: readonly T[]): T | undefined => some[below(Math.max(1, some.length))],
  };
}
export type Dice = ReturnType<typeof seeded>;
