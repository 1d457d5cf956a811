import { expect, it } from "vitest";
import { after, second } from "../kernel/calendar";
import { testNow } from "../testing/cases";
import { caseStates } from "./contract";
import type { Claim } from "./rules";
import { goesOn } from "./rules-reunite";

const now = testNow();
const lease = (staffId: string, seconds: number): Claim => ({
  caseId: "later",
  staffId,
  staffName: "林一",
  token: "token",
  claimedAt: now,
  expiresAt: after(now, seconds * second),
});

/** Who holds the later case, and whether it gives way then to the one whose decision she undoes. */
const holders: readonly (readonly [string, Claim | null, boolean])[] = [
  ["nobody", null, true],
  ["herself", lease("her", 60), true],
  ["a colleague", lease("colleague", 60), false],
  ["a colleague whose lease has run out", lease("colleague", 0), true],
];
const mayGive: readonly string[] = ["open", "snoozed"];

const stored = caseStates.filter((state) => state !== "claimed");

it.each(stored.flatMap((state) => holders.map((holder) => [state, ...holder] as const)))(
  "a later case that is %s, held by %s",
  (state, _, claim, isFree) => {
    const expected = mayGive.includes(state) && isFree ? "undone" : "later";
    expect(goesOn({ state }, claim, { id: "her" }, now)).toBe(expected);
  },
);
