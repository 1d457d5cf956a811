import { beforeAll, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { type CreditLevel, creditLevels } from "../policy/contract";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { decideAbout, measuresOf, onSubject, reportedCase, subjectNamed } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import type { ProposedMeasure } from "./contract";
import { expireMeasures, liftMeasure, reverseMeasure } from "./service/end";
import { decisionForm } from "./service/form";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

/** Mulberry32: the same sequence at every run, another by its seed. */
function seeded(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { below: (limit: number) => Math.floor(next() * limit), chance: (share: number) => next() < share };
}
type Dice = ReturnType<typeof seeded>;

type Kind = "group" | "account";
/** What the test itself knows of a measure: nothing that the product computed. */
type Known = {
  readonly key: ProposedMeasure["key"];
  readonly until: number | null;
  readonly to: CreditLevel | null;
  isOver: boolean;
};

const termsOf = {
  group: { suspend_posting: 7, warn_and_rectify: 7, close_group: null, blacklist: 90 },
  account: {
    suspend_posting: 7,
    suspend_management: 20,
    revoke_founding: 60,
    lower_credit: 30,
    blacklist: 90,
    warn: null,
  },
} as const;
/** These hold until somebody ends them, and are not taken twice. */
const endless = ["warn_and_rectify", "close_group", "blacklist"];
const strictness = ["active", "rectifying", "posting_suspended", "closed"];
const statusBy: Readonly<Record<string, string>> = {
  warn_and_rectify: "rectifying",
  suspend_posting: "posting_suspended",
  close_group: "closed",
};
const restricting = ["suspend_posting", "suspend_management", "revoke_founding", "blacklist"];

/** How a subject must stand under measures, by the domain's words alone: the strictest holds. */
function composed(kind: Kind, inForce: readonly Known[]) {
  if (kind === "group") {
    const ranks = inForce.map(({ key }) => strictness.indexOf(statusBy[key] ?? "active"));
    return { status: strictness[Math.max(0, ...ranks)] };
  }
  const worst = Math.max(
    creditLevels.indexOf("C"),
    ...inForce.flatMap(({ to }) => (to === null ? [] : [creditLevels.indexOf(to)])),
  );
  return {
    credit: creditLevels[worst],
    restrictions: [...new Set(inForce.map(({ key }) => key).filter((key) => restricting.includes(key)))].sort(),
  };
}

/** A measure that may be taken on the subject now; null where the dice found none. */
function proposal(
  dice: Dice,
  kind: Kind,
  inForce: readonly Known[],
): { key: Known["key"]; days: number | null; to: CreditLevel | null } | null {
  const offered = Object.entries(termsOf[kind]) as [Known["key"], number | null][];
  const [key, longest] = offered[dice.below(offered.length)] as (typeof offered)[number];
  const held = inForce.map((measure) => measure.key);
  if (endless.includes(key) && held.includes(key)) return null;
  if (held.includes("close_group") && key !== "blacklist") return null;
  const credit = creditLevels.indexOf((composed("account", inForce) as { credit: CreditLevel }).credit);
  if (key === "lower_credit" && credit === 4) return null;
  return {
    key,
    days: longest === null ? null : 1 + dice.below(longest),
    to: key === "lower_credit" ? (creditLevels[credit + 1 + dice.below(4 - credit)] as CreditLevel) : null,
  };
}

const parametersOf = (key: Known["key"], to: CreditLevel | null) =>
  key === "warn_and_rectify" ? { items: ["整改"] } : key === "blacklist" ? { functions: ["post"] } : to ? { to } : {};

/** Random starts and ends on one subject; after each, the registry must say what the measures in force make of it. */
async function drive(kind: Kind, seed: number, steps: number) {
  const dice = seeded(seed);
  const externalId = `${kind}-${seed}`;
  const known = new Map<string, Known>();
  let at = now;
  const inForce = () => [...known.values()].filter(({ isOver }) => !isOver);
  const acts: string[] = [];
  for (let step = 0; step < steps; step++) {
    at = later(at, dice.chance(0.3) ? (1 + dice.below(6)) * day : (1 + dice.below(90)) * minute);
    // The worker's clock: what is over by now is ended before anybody acts.
    await Promise.all([expireMeasures(at), expireMeasures(at)]);
    for (const measure of inForce()) if (measure.until !== null && measure.until <= at.getTime()) measure.isOver = true;
    const held = [...known].filter(([, { isOver }]) => !isOver);
    const ended = held.length > 0 && dice.chance(0.4) ? held[dice.below(held.length)] : undefined;
    const begun = ended ? null : proposal(dice, kind, inForce());
    if (ended) {
      const [id, measure] = ended;
      const end = dice.chance(0.5) ? liftMeasure : reverseMeasure;
      await end(lead, { measureId: id, version: 1, reason: "核查后解除" }, at);
      measure.isOver = true;
      acts.push(`${end.name} ${measure.key}`);
    } else if (begun) {
      const { key, days, to } = begun;
      const found = await decideAbout(
        [moderator, lead],
        { type: kind, externalId },
        (each) => [onSubject(each, key, days, parametersOf(key, to))],
        at,
      );
      const row = (await measuresOf(found.subjectId)).find((each) => each.caseId === found.id && !known.has(each.id));
      const isEndless = endless.includes(key) || key === "warn";
      const until = isEndless || days === null ? null : at.getTime() + days * day;
      known.set(row?.id as string, { key, until, to, isOver: false });
      acts.push(`${key} ${days ?? ""}${to ?? ""}`);
    }
    const { status, credit, restrictions } = await subjectNamed(kind, externalId).catch(() => ({
      status: "active",
      credit: "C",
      restrictions: [],
    }));
    const stands = kind === "group" ? { status } : { credit, restrictions: [...(restrictions ?? [])].sort() };
    expect([acts.slice(-8), stands]).toEqual([acts.slice(-8), composed(kind, inForce())]);
  }
  return { acts, known };
}

it.each([
  ["group", 3],
  ["group", 2_026],
  ["account", 3],
  ["account", 2_026],
  ["account", 77],
] as const)(
  "overlapping measures on a %s compose after any sequence of starts and ends, seed %i",
  async (kind, seed) => {
    const { acts, known } = await drive(kind, seed, 30);
    // The sequence was one: measures began, some at once in force, and some were ended early.
    expect(known.size).toBeGreaterThan(8);
    expect(acts.some((act) => act.startsWith("liftMeasure"))).toBe(true);
    expect(acts.some((act) => act.startsWith("reverseMeasure"))).toBe(true);
  },
  60_000,
);

it("the ladder is back at its start once everything that it advised was taken back, in whatever order", async () => {
  const fresh = await reportedCase({ subject: { type: "account", externalId: "fresh" } }, now);
  const start = await decisionForm(fresh.id, now);
  const dice = seeded(11);
  const subject = { type: "account", externalId: "climber" } as const;
  let at = now;
  let rung = -1;
  for (let step = 0; step < 4; step++) {
    at = later(at, hour);
    const open = await reportedCase({ subject }, at);
    const form = await decisionForm(open.id, at);
    const advised = form.recommendations[3];
    if (!advised) throw new Error("no advice");
    expect(advised.rung).toBeGreaterThanOrEqual(rung);
    rung = advised.rung;
    await decideAbout(
      [moderator, lead],
      subject,
      (each) => advised.measures.map(({ key, days, parameters }) => onSubject(each, key, days, { ...parameters })),
      at,
    );
  }
  const climbed = await subjectNamed("account", "climber");
  expect([rung, climbed.credit]).toEqual([4, "E"]);
  for (;;) {
    const left = (await measuresOf(climbed.id)).filter(({ state }) => state === "in_force");
    const row = left[dice.below(left.length)];
    if (!row) break;
    at = later(at, minute);
    await reverseMeasure(lead, { measureId: row.id, version: row.version, reason: "认定有误" }, at);
  }
  expect(await subjectNamed("account", "climber")).toMatchObject({ credit: "C", restrictions: [] });
  const again = await reportedCase({ subject }, at);
  const form = await decisionForm(again.id, at);
  expect([form.strikes, form.recommendations]).toEqual([0, start.recommendations]);
}, 60_000);
