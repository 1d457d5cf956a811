import { firstOf } from "./bundle";
import { sampledFiling } from "./sampled";

/** The sample that is tampered with, and where in its log things are. */
export const { log, closed, sealed } = sampledFiling();
export const asOf = Number(sealed.range.size);
export const first = firstOf(log);
/** The index of the nth leaf with this action. */
export const leaf = (action: string, nth = 0) =>
  log.leaves.flatMap(({ body }, index) => (body.includes(`"action":"${action}"`) ? [index] : []))[nth] as number;
export const opened = leaf("decision.taken");
export const report = leaf("report.received", 1);

/** One way to tamper with the bundle of the sample, and failures that the verifier must name, each with its place. */
export type Tampering = readonly [
  what: string,
  change: (files: Record<string, Uint8Array>) => void,
  expected: readonly string[],
];
