import { createHash } from "node:crypto";
import type { StaffActor } from "../../kernel/actor";
import { after, day, instant, isoDay } from "../../kernel/calendar";
import { type ReferralPart, type ReferralState, referralParts } from "../../referrals/contract";
import {
  abandonReferral,
  proposeReferral,
  returnReferral,
  saveDraft,
  startReferral,
} from "../../referrals/service/draft";
import { recordHandover, recordReceipt } from "../../referrals/service/hand-over";
import { downloadPackage, lookInto, sealReferral } from "../../referrals/service/seal";
import { holds } from "./broken";
import type { ReferralFact } from "./facts";
import { nobody, type Step, type Stepper, type World } from "./world";

const words = {
  office: "市公安局网络安全保卫支队",
  contact: "值班室 0571-88880000",
  basis: "互联网群组信息服务管理规定（2017）第十一条",
  reason: "涉嫌以虚假交易骗取定金，数额较大。",
};
const reporterReason = "侦查需要询问举报人。";

/** Was it, or its subject, erased? Then nothing is sealed for it any more. */
const isErased = ({ mirror }: World, subject: string) => mirror.subjects.byId.get(subject)?.isErased === true;
/** Of what was erased, words are neither sealed nor read. */
const whereErased = ["done", "privacy.erased", "referrals.erased"];
const doneOn = (world: World, subject: string) => (isErased(world, subject) ? whereErased : ["done"]);

const partsOf = ({ dice }: World): ReferralPart[] => referralParts.filter(() => dice.chance(0.5));

/** Somebody drafts a referral of any case, in whatever state; nobody one about herself. */
export const referralDrafted: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const isOwn = dice.chance(0.1);
  const cases = mirror.cases.recent(
    ({ subject }) => !isOwn || mirror.subjects.byId.get(subject)?.externalId === world.own.externalId,
    isOwn ? 4_000 : 60,
  );
  const found = dice.oneOf(cases);
  const by = isOwn ? world.own.by : dice.oneOf(world.compliance);
  if (!found || !by) return null;
  const isOfNobody = !isOwn && dice.chance(0.05);
  const caseId = isOfNobody ? nobody(world) : found.id;
  const [danger, inFull, parts] = [dice.chance(0.2), dice.chance(0.7), partsOf(world)];
  const isHers = mirror.subjects.byId.get(found.subject)?.externalId === world.own.externalId && by === world.own.by;
  return {
    name: isHers ? "referral of her own" : isOfNobody ? "referral of nobody" : "referral drafted",
    about: [found.subject],
    ends: isHers ? ["referrals.own_subject"] : isOfNobody ? ["referrals.missing_case"] : doneOn(world, found.subject),
    act: async () => {
      const { number } = await startReferral(by, { caseId, danger }, now);
      if (inFull)
        await saveDraft(by, { ...words, number, version: 1, danger, parts, reporterReason, evidence: [] }, now);
    },
  };
};

/** A draft is written; with evidence of another case it is refused, and so is what is out of hand. */
export const referralSaved: Stepper = async (world): Promise<Step | null> => {
  const { dice, mirror, sql, now } = world;
  const isOpen = dice.chance(0.85);
  const row = dice.oneOf(mirror.referrals.recent(({ state }) => ["draft", "returned"].includes(state) === isOpen));
  const drafter = world.compliance.find(({ id }) => id === row?.draftedBy);
  const by = drafter && dice.chance(0.8) ? drafter : dice.oneOf(world.compliance);
  if (!row || !by) return null;
  const found = await sql<{ id: string }[]>`
    select e.id from evidence e where e.case_id = ${row.caseId} order by e.id limit 3`;
  const isForeign = isOpen && dice.chance(0.1);
  const isStale = isOpen && !isForeign && dice.chance(0.1);
  const parts = partsOf(world);
  const input = {
    ...words,
    number: row.number,
    version: row.version + (isStale ? 1 : 0),
    danger: dice.chance(0.2),
    // Some drafts are not finished.
    reason: dice.chance(0.9) ? words.reason : "",
    parts,
    reporterReason: parts.includes("reporters") && dice.chance(0.8) ? reporterReason : "",
    evidence: isForeign ? [nobody(world)] : found.map(({ id }) => id),
  };
  const name = isForeign ? "foreign evidence" : isStale ? "stale" : row.state;
  const end = isForeign ? "foreign_evidence" : isStale ? "stale" : isOpen ? null : "transition";
  return {
    name: `referral saved: ${name}`,
    about: [row.subject],
    ends: end ? [`referrals.${end}`, ...(isErased(world, row.subject) ? whereErased : [])] : doneOn(world, row.subject),
    act: () => saveDraft(by, input, now),
  };
};

type Act = "propose" | "return" | "seal" | "hand over" | "acknowledge" | "abandon";
/** From where each act leads on, by the words of the domain. */
const from: Readonly<Record<Act, readonly ReferralState[]>> = {
  propose: ["draft"],
  return: ["proposed"],
  seal: ["proposed"],
  "hand over": ["sealed"],
  acknowledge: ["handed_over"],
  abandon: ["draft", "returned", "proposed", "sealed"],
};
/** What is drawn of a draft, a proposal and so on: on mostly, back sometimes. */
const likely: Readonly<Partial<Record<ReferralState, readonly Act[]>>> = {
  draft: ["propose", "propose", "propose", "propose", "abandon"],
  proposed: ["seal", "seal", "seal", "seal", "seal", "return", "return", "abandon"],
  sealed: ["hand over", "hand over", "hand over", "hand over", "hand over", "hand over", "abandon"],
  handed_over: ["acknowledge"],
};
/** What leaves out a step that has to come first. */
const ahead: Readonly<Partial<Record<ReferralState, Act>>> = {
  draft: "seal",
  proposed: "hand over",
  sealed: "acknowledge",
  handed_over: "seal",
};
const anything = Object.keys(from) as Act[];

const isHand = (row: ReferralFact, by: StaffActor) => [row.draftedBy, row.proposedBy].includes(by.id);

const looked = async (by: StaffActor, { number }: ReferralFact, now: Date): Promise<string> =>
  (await lookInto(by, { number }, now)).content;

function doIt(by: StaffActor, act: Act, row: ReferralFact, version: number, now: Date): Promise<unknown> {
  const held = { number: row.number, version };
  const reason = "材料有误，退回修改。";
  switch (act) {
    case "propose":
      return proposeReferral(by, held, now);
    case "return":
      return returnReferral(by, { ...held, reason }, now);
    case "abandon":
      return abandonReferral(by, { ...held, reason }, now);
    case "seal":
      return row.state === "proposed"
        ? looked(by, row, now).then((content) => sealReferral(by, { ...held, content }, now))
        : sealReferral(by, { ...held, content: "0".repeat(64) }, now);
    case "hand over":
      return recordHandover(by, { ...held, way: "in_person", to: "李警官", at: instant(now) }, now);
    case "acknowledge":
      return recordReceipt(by, { ...held, receipt: "接字 17 号", by: "值班室", day: isoDay(now) }, now);
  }
}

/** A referral goes on, or back: proposed, sealed by another person, handed over, acknowledged; or it is stale. */
export const referralMoved: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.referrals.recent(({ state }) => state in likely, 16));
  const act = row && dice.oneOf(likely[row.state] ?? []);
  // Drafts are proposed by who drafted them, and sealed by the other: mostly.
  const apt = row && world.compliance.find((each) => isHand(row, each) === (act !== "seal"));
  const by = apt && dice.chance(0.8) ? apt : dice.oneOf(world.compliance);
  if (!row || !by || !act) return null;
  const about = [row.subject];
  const more = isErased(world, row.subject) ? whereErased : [];
  // She looks at it first, and that is in the log whoever seals it.
  if (act === "seal" && isHand(row, by))
    return {
      name: "referral seal own",
      about,
      ends: ["referrals.same_person", ...more],
      act: () => sealReferral(by, { number: row.number, version: row.version, content: "0".repeat(64) }, now),
    };
  if (dice.chance(0.1))
    return {
      name: `referral ${act} stale`,
      about,
      ends: ["referrals.stale", ...more],
      act: () =>
        act === "seal"
          ? sealReferral(by, { number: row.number, version: row.version + 1, content: "0".repeat(64) }, now)
          : doIt(by, act, row, row.version + 1, now),
    };
  const ends = ["done", ...more, ...(act === "propose" ? ["referrals.incomplete"] : [])];
  if (!dice.chance(0.15) || act === "propose")
    return { name: `referral ${act}`, about, ends, act: () => doIt(by, act, row, row.version, now) };
  const twice = async () => {
    const content = act === "seal" ? await looked(by, row, now) : "";
    const once = () =>
      act === "seal"
        ? sealReferral(by, { number: row.number, version: row.version, content }, now)
        : doIt(by, act, row, row.version, now);
    const tries = await Promise.allSettled([once(), once()]);
    const done = tries.filter(({ status }) => status === "fulfilled").length;
    if (done === 0 && tries[0]?.status === "rejected") throw tries[0].reason;
    holds(done === 1, "a referral did not move once", tries);
  };
  return { name: `referral ${act} twice at once`, about, ends, act: twice };
};

/** What the table does not list, and what the paper says wrongly. */
export const referralMovedWrongly: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const isUnderWay = dice.chance(0.75);
  const row = dice.oneOf(mirror.referrals.recent(({ state }) => !isUnderWay || state in ahead, 60));
  const by = row && dice.oneOf(world.compliance);
  if (!row || !by) return null;
  const about = [row.subject];
  const more = isErased(world, row.subject) ? whereErased : [];
  const held = { number: row.number, version: row.version };
  const step = (name: string, end: string, act: () => Promise<unknown>): Step => ({
    name: `referral ${name}`,
    about,
    ends: [`referrals.${end}`, ...more],
    act,
  });
  const other = world.compliance.find((each) => !isHand(row, each));
  const papers: Step[] = [];
  if (row.state === "proposed" && other)
    papers.push(step("seal unseen", "changed", () => sealReferral(other, { ...held, content: "0".repeat(64) }, now)));
  if (row.state === "sealed" && row.sealedAt) {
    const paper = { ...held, way: "courier", to: "李警官" } as const;
    const early = instant(after(row.sealedAt, -day));
    papers.push(
      step("hand over before its seal", "before_seal", () => recordHandover(by, { ...paper, at: early }, now)),
      step("hand over tomorrow", "not_yet", () => recordHandover(by, { ...paper, at: instant(after(now, day)) }, now)),
    );
  }
  if (row.state === "handed_over" && row.handedOverAt) {
    const early = isoDay(after(row.handedOverAt, -2 * day));
    papers.push(
      step("acknowledge before it was given", "before_handover", () =>
        recordReceipt(by, { ...held, receipt: "接字 17 号", by: "值班室", day: early }, now),
      ),
    );
  }
  if (papers.length > 0 && dice.chance(0.5)) return dice.oneOf(papers) ?? null;
  const act =
    (dice.chance(0.5) ? ahead[row.state] : undefined) ??
    dice.oneOf(anything.filter((each) => !from[each].includes(row.state)));
  return act ? step(`${act} ${row.state}`, "transition", () => doIt(by, act, row, row.version, now)) : null;
};

/** The package is taken, byte for byte as it was sealed; before that there is none. */
export const packageTaken: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.referrals.recent());
  const by = row && dice.oneOf(world.compliance);
  if (!row || !by) return null;
  const isThere = ["sealed", "handed_over", "acknowledged"].includes(row.state);
  // Its key goes with the first erasure of anybody whose words are in it, which may be another than its subject.
  const isOver = row.state === "acknowledged";
  return {
    name: isThere ? "package" : "package of none",
    about: [row.subject],
    ends: isThere ? ["done", ...(isOver ? ["referrals.erased"] : [])] : ["referrals.no_package"],
    act: async () => {
      const { bytes } = await downloadPackage(by, { number: row.number }, now);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      holds(sha256 === row.packageSha256, "a package is not the one that was sealed", row.number);
    },
  };
};
