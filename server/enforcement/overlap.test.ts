import { beforeAll, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { seeded } from "../testing/dice";
import { decideAbout, measuresOf, onSubject, reportedCase, subjectNamed } from "../testing/enforcement";
import { composed, endless, type Known, parametersOf, proposal } from "../testing/measures";
import { publishDefault } from "../testing/reports";
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

type Kind = "group" | "account";
type Begun = Known & { readonly until: number | null; isOver: boolean };

/** Random starts and ends on one subject; after each, the registry must say what the measures in force make of it. */
async function drive(kind: Kind, seed: number, steps: number) {
  const dice = seeded(seed);
  const externalId = `${kind}-${seed}`;
  const known = new Map<string, Begun>();
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
        (each) => [onSubject(each, key, days, parametersOf(begun))],
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
