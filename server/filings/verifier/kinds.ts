import { dispositionKinds } from "../disposition";

/** Kinds of which every leaf of the range is opened. */
export const openedKinds: readonly string[] = [...dispositionKinds, "period"];
/**
 * Kinds of which every leaf before the range is opened too: who was on the blacklist is told by all measures so far.
 * That none is hidden in a closed subtree is told by the dense counter of the next one; behind the last one of all,
 * every leaf shows its header.
 */
export const lookBackKinds: readonly string[] = ["measure"];
