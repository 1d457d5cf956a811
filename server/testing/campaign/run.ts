import type postgres from "postgres";
import { verifyLog } from "../../audit/verify";
import { Refused } from "../../kernel/refusal";
import { Broken, holds } from "./broken";
import { entriesSince, readFacts, subjectsOf } from "./facts";
import { checkInvariants } from "./invariants";
import { script } from "./script";
import { drain } from "./steps-office";
import { openWorld, passTime, type Step, type World } from "./world";

/** What a run did: how often each step ended in which way, and how much it left behind. */
export type Campaign = {
  readonly seed: number;
  readonly steps: number;
  /** By the name of the step and how it ended. */
  readonly ends: ReadonlyMap<string, number>;
  readonly done: number;
  readonly refused: number;
  readonly entries: number;
  readonly whole: number;
  readonly world: World;
};

const wholeEvery = 500;
const lastShown = 25;

/** Chooses the next step by its weight; those that find nothing to act on are passed over. */
async function choose(world: World): Promise<Step> {
  const total = script.reduce((sum, [weight]) => sum + weight, 0);
  for (let tried = 0; tried < 200; tried++) {
    let drawn = world.dice.below(total);
    for (const [weight, stepper] of script) {
      drawn -= weight;
      if (drawn >= 0) continue;
      const step = await stepper(world);
      if (step) return step;
      break;
    }
  }
  throw new Error("no step of the campaign finds anything to do");
}

/** Does what a step says. How it ended: `done`, or the code of its refusal. Anything else that is thrown is a bug. */
async function attempt(step: Step): Promise<string> {
  try {
    await step.act();
    return "done";
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
}

const isAmong = (ends: readonly string[], end: string) =>
  ends.some((each) => each === end || (each.endsWith(".*") && end.startsWith(each.slice(0, -1))));

/** Runs one step and checks whatever it may have touched. Returns how it ended, and the number of its last entry. */
async function run(world: World, step: Step, seq: string): Promise<{ end: string; entries: number; seq: string }> {
  const { sql, mirror } = world;
  const end = await attempt(step);
  holds(isAmong(step.ends, end), `it ended with ${end}, not with ${step.ends.join(" or ")}`);
  const entries = await entriesSince(sql, seq);
  const subjects = await subjectsOf(sql, step.about, entries);
  const wrote = end === "done" && !step.isSilent;
  const unexpected = entries.filter(({ action }) => !step.leaves?.includes(action)).map(({ action }) => action);
  holds(wrote || unexpected.length === 0, "it wrote entries", unexpected);
  if (step.rewrites && wrote) mirrorAnew(world, await readFacts(sql, null));
  else if (subjects.length > 0) {
    const facts = await readFacts(sql, subjects);
    const changed = mirror.changed(facts).map(({ table, after }) => `${table} ${after.id}`);
    holds(wrote || changed.length === 0, "it changed something", changed);
    holds(changed.length === 0 || entries.length > 0, "something changed without an entry", changed);
    mirror.check(facts, entries);
    mirror.checkKept(facts, new Set(subjects));
    mirror.take(facts);
    await checkInvariants(sql, facts);
  }
  return { end, entries: entries.length, seq: entries.at(-1)?.seq ?? seq };
}

/** After an erasing: texts are gone from rows that no entry of it names, but no row moved and no number. */
function mirrorAnew({ mirror }: World, facts: Awaited<ReturnType<typeof readFacts>>): void {
  for (const { table, before, after } of mirror.changed(facts)) {
    const isSubject = table === "subjects";
    holds(before, "erasing made a row", after.id);
    holds(
      before.state === after.state && (isSubject || before.version === after.version),
      "erasing moved a row",
      after,
    );
  }
  mirror.checkKept(facts, null);
  mirror.take(facts);
}

/** Everything at once: each table is as it was last seen, each invariant holds, the whole log verifies. */
export async function checkWhole(world: World): Promise<void> {
  const { sql, mirror, now } = world;
  const facts = await readFacts(sql, null);
  const unseen = mirror.changed(facts).map(({ table, after }) => `${table} ${after.id}`);
  holds(unseen.length === 0, "something changed that no entry tells of", unseen.slice(0, 5));
  mirror.checkKept(facts, null);
  await checkInvariants(sql, facts);
  await drain(now);
  const verified = await verifyLog();
  holds(verified.ok, "the log does not verify", verified);
  const [head] = await sql<{ events: string; leaves: string }[]>`
    select (select count(*) from audit_event)::text as events, (select count(*) from audit_leaf)::text as leaves`;
  holds(head?.events === head?.leaves, "an entry has no leaf, or two", head);
}

/**
 * Drives random acts, legal and not, against the database, and checks after each that what it touched holds, and every
 * 500 steps that everything does.
 *
 * @param seed the same seed makes the same steps.
 * @param isEnough asked once so many steps are done: a run that chance has left without something wanted goes on, up to
 * four times as many.
 * @throws Broken with the seed and the last steps in its message.
 */
export async function campaign(
  sql: postgres.Sql,
  seed: number,
  steps: number,
  isEnough: (ends: ReadonlyMap<string, number>) => boolean,
): Promise<Campaign> {
  const world = await openWorld(sql, seed);
  world.mirror.take(await readFacts(sql, null));
  let { seq } = { seq: (await entriesSince(sql, "0")).at(-1)?.seq ?? "0" };
  const ends = new Map<string, number>();
  const journal: string[] = [];
  const figures = { steps: 0, done: 0, refused: 0, entries: 0, whole: 0 };
  let isLast = false;
  for (let nth = 1; !isLast; nth++) {
    passTime(world);
    try {
      const step = await choose(world);
      const about = new Set(step.about.map((name) => world.mirror.subjects.byId.get(name)?.externalId ?? name));
      journal.push(`${nth} ${world.now.toISOString()} ${step.name} (${[...about].slice(0, 4).join(", ")})`);
      const ended = await run(world, step, seq);
      seq = ended.seq;
      journal[journal.length - 1] += ` → ${ended.end}`;
      const name = `${step.name} → ${ended.end}`;
      ends.set(name, (ends.get(name) ?? 0) + 1);
      figures[ended.end === "done" ? "done" : "refused"]++;
      figures.entries += ended.entries;
      figures.steps = nth;
      isLast = nth >= 4 * steps || (nth >= steps && isEnough(ends));
      if (nth % wholeEvery === 0 || isLast) {
        await checkWhole(world);
        figures.whole++;
      }
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const last = journal.slice(-lastShown).join("\n");
      const again = `CAMPAIGN_SEED=${seed} CAMPAIGN_STEPS=${steps}`;
      throw new Broken(`step ${nth} of seed ${seed}: ${said}\nagain: ${again}\n${last}`, { cause: error });
    }
  }
  return { seed, ends, world, ...figures };
}
