import { sequence } from "../../audit/sequence";
import { signCheckpoint } from "../../audit/sign";
import { relay } from "../../delivery/service/relay";
import { abandonFiling, checkFiling, draftFiling, sealFiling } from "../../filings/service";
import type { StaffActor } from "../../kernel/actor";
import { after, day } from "../../kernel/calendar";
import { confirmErasure } from "../../retention/service/erase";
import { liftLegalHold, placeLegalHold } from "../../retention/service/hold";
import { proposeErasure, returnErasure } from "../../retention/service/propose";
import { nobody, type Step, type Stepper, type World } from "./world";

/** Gives everything that waits its leaf. */
export async function drain(now: Date): Promise<void> {
  while ((await sequence(now)) > 0);
}

/** The sequencer, the signer and the relay at work. */
export const logGrows: Stepper = ({ dice, now }): Step => ({
  name: "log",
  about: [],
  ends: ["done"],
  isSilent: true,
  act: async () => {
    await Promise.all([drain(now), sequence(now)]);
    // No endpoint is there to send to: what waits to leave is settled, and stands no longer against erasing.
    while ((await relay(now)) > 0);
    if (dice.chance(0.5)) await signCheckpoint(now);
  },
});

export const letter = {
  specification: "disposition",
  provider: "星渡网络科技有限公司",
  office: "省互联网信息办公室",
  letterNumber: "星渡函〔2026〕17号",
} as const;
const isoDay = (at: Date) => at.toISOString().slice(0, 10);

/** A filing is drawn over the last days. */
export const filingDrawn: Stepper = (world): Step => {
  const { dice, now } = world;
  const by = dice.oneOf(world.compliance) as StaffActor;
  const periodStart = isoDay(after(now, -(2 + dice.below(20)) * day));
  // Twice a day that is not over: refused.
  const isEarly = dice.chance(0.15);
  const periodEnd = isoDay(after(now, isEarly ? 2 * day : -day));
  return {
    name: isEarly ? "draw too early" : "draw",
    about: [],
    ends: isEarly ? ["filings.period-open"] : ["done", "filings.log-behind"],
    // Where nothing was appended since the period ended, the first attempt appends what the second needs.
    leaves: ["period.closed"],
    act: async () => {
      if (!isEarly) await drain(now);
      const { number } = await draftFiling(by, { ...letter, periodStart, periodEnd }, now);
      world.filings.push({ number, by, version: 1, state: "draft" });
    },
  };
};

const waivers = { receipts: "平台仍在执行。", notices: "账号已注销。" };

/** A drawn filing goes on: checked, sealed by another person, abandoned; or what the table does not list. */
export const filingMoved: Stepper = (world): Step | null => {
  const { dice, now } = world;
  const row = dice.oneOf(world.filings.slice(-4));
  const other = world.compliance.find((each) => each !== row?.by);
  if (!row || !other) return null;
  const { number, version } = row;
  const moved = (state: string, work: Promise<{ version: number }>) =>
    work.then((next) => Object.assign(row, { state, version: next.version }));
  const step = (act: string, from: readonly string[], run: () => Promise<unknown>, ends = ["done"]): Step => ({
    name: `${act} ${row.state}`,
    about: [],
    ends: from.includes(row.state) ? ends : ["filings.state", "filings.stale"],
    act: run,
  });
  const open = ["draft", "checked"];
  return dice.oneOf([
    step("check", open, () => moved("checked", checkFiling(row.by, { number, version, waivers }, now))),
    step("seal", ["checked"], () => moved("sealed", sealFiling(other, { number, version }, now)), [
      "done",
      "filings.blocked",
    ]),
    step("seal own", ["checked"], () => sealFiling(row.by, { number, version }, now), ["filings.same-person"]),
    step("check stale", open, () => checkFiling(row.by, { number, version: version + 1, waivers }, now), [
      "filings.stale",
    ]),
    ...(dice.chance(0.2)
      ? [step("abandon", open, () => moved("abandoned", abandonFiling(row.by, { number, version }, now)))]
      : []),
  ]) as Step;
};

/** Somebody of whom nobody hears any more, as retention names her. */
function forgotten(world: World) {
  const found = world.dice.oneOf(world.retired);
  const row = found && world.mirror.subjects.all(({ externalId }) => externalId === found.externalId)[0];
  return row && found ? { ...found, id: row.id } : null;
}

/** A hold is placed on what may one day be erased, or lifted, once. */
export const heldOrFreed: Stepper = (world): Step | null => {
  const { dice, now } = world;
  const by = dice.oneOf(world.compliance) as StaffActor;
  const whom = forgotten(world);
  if (dice.chance(0.4) && whom)
    return {
      name: "hold",
      about: [whom.externalId],
      ends: ["done", "retention.erased"],
      act: async () => {
        const { holdId } = await placeLegalHold(by, { kind: whom.kind, id: whom.id, reason: "法院调取记录" }, now);
        world.holds.push({ id: holdId, externalId: whom.externalId });
      },
    };
  const hold = dice.oneOf(world.holds);
  if (!hold) return null;
  const isAgain = dice.chance(0.1);
  return {
    name: isAgain ? "hold of nobody lifted" : "hold lifted",
    about: [hold.externalId],
    ends: isAgain ? ["retention.missing_hold"] : ["done"],
    act: async () => {
      await liftLegalHold(by, { holdId: isAgain ? nobody(world) : hold.id, reason: "程序已结束" }, now);
      world.holds.splice(world.holds.indexOf(hold), 1);
    },
  };
};

/** Erasing is proposed, of those long forgotten and of those still needed. */
export const erasureProposed: Stepper = (world): Step | null => {
  const { dice, now } = world;
  const by = dice.oneOf(world.compliance) as StaffActor;
  const whom = forgotten(world);
  if (!whom) return null;
  return {
    name: "erasure proposed",
    about: [whom.externalId],
    ends: ["done", "retention.*"],
    act: async () => {
      const { erasureId } = await proposeErasure(by, { kind: whom.kind, id: whom.id, ground: "retention_over" }, now);
      world.erasures.push({ id: erasureId, by, externalId: whom.externalId });
    },
  };
};

/** A second person confirms or turns down what was proposed; the first may not confirm. */
export const erasureAnswered: Stepper = (world): Step | null => {
  const { dice, now } = world;
  // The newest: an older one may have lapsed.
  const row = dice.chance(0.8) ? world.erasures.at(-1) : dice.oneOf(world.erasures);
  const second = world.compliance.find((each) => each !== row?.by);
  if (!row || !second) return null;
  const about = [row.externalId];
  const gone = () => {
    world.erasures.splice(world.erasures.indexOf(row), 1);
  };
  const asked = { erasureId: row.id };
  // Another proposal for the same may have been carried out.
  const own = ["retention.same_person", "retention.lapsed", "retention.settled", "retention.erased"];
  const settle = {
    name: "erasure confirmed",
    about,
    ends: ["done", "retention.*"],
    rewrites: true,
    act: async () => {
      await confirmErasure(second, asked, now);
      gone();
      world.retired.splice(
        world.retired.findIndex(({ externalId }) => externalId === row.externalId),
        1,
      );
    },
  };
  return dice.oneOf<Step>([
    settle,
    settle,
    settle,
    { name: "erasure confirmed by one", about, ends: own, act: () => confirmErasure(row.by, asked, now) },
    {
      name: "erasure returned",
      about,
      ends: ["done", "retention.settled"],
      act: () => returnErasure(second, asked, now).then(gone),
    },
  ]) as Step;
};
