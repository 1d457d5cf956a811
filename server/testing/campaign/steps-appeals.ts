import { isOpenState } from "../../appeals/contract";
import { answerQuestion, askAppellant } from "../../appeals/service/dialogue";
import { fileAppeal } from "../../appeals/service/file";
import { attachFile } from "../../appeals/service/files";
import { noteFirstView, ruleAppeal, takeAppeal } from "../../appeals/service/review";
import { receiptOf } from "../../cases/service/receipt";
import { noticeToken } from "../../delivery/service/order";
import type { StaffActor } from "../../kernel/actor";
import type { AppealFact, DecisionFact } from "./facts";
import { nobody, type Step, type Stepper, type World } from "./world";

const text = "我没有收取定金，聊天记录可以证明。";
const stands = (row: DecisionFact | undefined) => row?.state === "effective" || row?.state === "modified";
/** What filing may be refused with once the campaign knows that it must be. */
const shut = [
  "appeals.already",
  "appeals.not_standing",
  "appeals.not_closed",
  "appeals.late",
  "appeals.missing_notice",
  "appeals.erased",
];
/** What it cannot know: whether the window is over, and whether her data were erased. */
const opened = ["done", "appeals.late", "appeals.missing_notice", "appeals.erased"];

/** Whoever got a notice appeals: once, in time, against a decision that stands. */
export const appealFiled: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const notice = dice.oneOf(mirror.notices.recent(undefined, dice.chance(0.8) ? 60 : 400));
  if (!notice) return null;
  const decision = mirror.decisions.byId.get(notice.decisionId);
  const before = mirror.appeals
    .all(({ decisionId, subject }) => decisionId === notice.decisionId && subject === notice.subject)
    .some(({ kind }) => kind === "appeal");
  const isWrong = dice.chance(0.05);
  const may = !before && stands(decision) && !notice.provisional;
  if (notice.provisional && !isWrong)
    return {
      name: "appeal against what is provisional",
      about: [notice.subject, decision?.subject ?? notice.subject],
      ends: ["appeals.provisional", "appeals.missing_notice", "appeals.erased"],
      act: () => fileAppeal(noticeToken(notice.id), { text }, now),
    };
  return {
    name: isWrong ? "appeal by nobody" : may ? "appeal" : "appeal in vain",
    about: [notice.subject, decision?.subject ?? notice.subject],
    ends: isWrong ? ["appeals.missing_notice"] : may ? opened : shut,
    act: () => fileAppeal(noticeToken(isWrong ? nobody(world) : notice.id), { text }, now),
  };
};

/** A reporter whose report was not upheld objects; nobody else may. */
export const objectionFiled: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const all = mirror.reports.recent(undefined, 400);
  const report = dice.chance(0.7) ? dice.oneOf(all.filter(({ state }) => state === "not_upheld")) : dice.oneOf(all);
  const found = report && mirror.cases.byId.get(report.caseId);
  if (!report || !found) return null;
  const decision = mirror.decisions
    .all(({ caseId, round }) => caseId === report.caseId && round === report.round)
    .find(stands);
  const before = mirror.appeals.all(({ reportId }) => reportId === report.id).length > 0;
  const may = !before && report.state === "not_upheld" && decision !== undefined;
  return {
    name: may ? "objection" : "objection in vain",
    about: [found.subject],
    ends: may ? opened : shut,
    act: () => fileAppeal(receiptOf(report.id), { text }, now),
  };
};

const personOf = ({ officers, leads, moderators }: World, id: string | null): StaffActor | undefined =>
  [...officers, ...leads, ...moderators].find((each) => each.id === id);

/** Who had a hand in a decision: proposer and approver. */
const makersOf = ({ mirror }: World, row: AppealFact): (string | undefined)[] => [
  mirror.decisions.byId.get(row.decisionId)?.proposedBy,
  ...mirror.approvals
    .all(({ decisionId, state }) => decisionId === row.decisionId && state === "approved")
    .map(({ by }) => by),
];

const about = ({ mirror }: World, row: AppealFact) => [
  row.subject,
  mirror.decisions.byId.get(row.decisionId)?.subject ?? row.subject,
];

/** An officer takes an appeal: hers to take unless she made the decision, and only while nobody has ruled. */
export const appealTaken: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const isOpen = dice.chance(0.85);
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => isOpenState(state) === isOpen));
  const made = dice.chance(0.2);
  const by = row && (made ? personOf(world, makersOf(world, row)[0] ?? null) : dice.oneOf(world.officers));
  if (!row || !by) return null;
  const isStale = !made && dice.chance(0.1);
  const input = { appealId: row.id, version: row.version + (isStale ? 1 : 0) };
  const isHolder = row.reviewer === by.id;
  const end = isStale ? "stale" : !isOpen ? "transition" : made ? "own_decision" : isHolder ? "held" : "done";
  return {
    name: `take ${made ? "own" : isStale ? "stale" : isHolder && isOpen ? "again" : row.state}`,
    about: about(world, row),
    ends: end === "done" ? ["done"] : [`appeals.${end}`, ...(end === "own_decision" ? ["appeals.own_subject"] : [])],
    act: () => takeAppeal(by, input, now),
  };
};

/** Her own view of the evidence comes first, once; nobody else notes it for her. */
export const appealViewed: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => state === "in_review"));
  const holder = row && personOf(world, row.reviewer);
  const other = world.officers.find((each) => each !== holder);
  if (!row || !holder || !other) return null;
  const input = { appealId: row.id, version: row.version, finding: "does_not", note: "证据中没有收款。" } as const;
  return dice.chance(0.85)
    ? {
        name: "view",
        about: about(world, row),
        ends: ["done", "appeals.viewed"],
        act: () => noteFirstView(holder, input, now),
      }
    : {
        name: "view by another",
        about: about(world, row),
        ends: ["appeals.not_holder"],
        act: () => noteFirstView(other, input, now),
      };
};

/** What an officer asks who holds an appeal, or one who does not. */
export const appealAsked: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => state === "in_review"));
  const holder = row && personOf(world, row.reviewer);
  const other = world.officers.find((each) => each !== holder);
  if (!row || !holder || !other) return null;
  const input = { appealId: row.id, version: row.version, text: "聊天记录由谁发出？" };
  const isHers = dice.chance(0.85);
  return {
    name: isHers ? "ask the appellant" : "ask by another",
    about: about(world, row),
    ends: isHers ? ["done", "appeals.view_first", "appeals.question_limit", "privacy.erased"] : ["appeals.not_holder"],
    act: () => askAppellant(isHers ? holder : other, input, now),
  };
};

/** The address of an appeal: that of a notice to the same person, or the receipt of the report. */
function addressOf({ mirror }: World, row: AppealFact): string | null {
  if (row.reportId) return receiptOf(row.reportId);
  const told = mirror.notices.all(
    ({ decisionId, subject }) => decisionId === row.decisionId && subject === row.subject,
  );
  return told[0] ? noticeToken(told[0].id) : null;
}

/** Whoever was asked answers, once and in time; nobody else does. */
export const appealAnswered: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const isAsked = dice.chance(0.85);
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => (state === "awaiting_appellant") === isAsked));
  const token = row && addressOf(world, row);
  if (!row || !token) return null;
  return {
    name: isAsked ? "answer" : "answer unasked",
    about: about(world, row),
    ends: [
      ...(isAsked ? ["done", "appeals.answer_late", "privacy.erased"] : ["appeals.not_asked"]),
      "appeals.missing_notice",
    ],
    act: () => answerQuestion(token, { text: "是群里别的成员发的。" }, now),
  };
};

/** A file comes before the ruling, five at most and none twice; or it is none. */
export const appealFileAttached: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const isOpen = dice.chance(0.85);
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => isOpenState(state) === isOpen));
  const token = row && addressOf(world, row);
  if (!row || !token) return null;
  const isPage = dice.chance(0.1);
  const bytes = Buffer.from(isPage ? "<html>" : `没有收款，第 ${dice.below(8)} 页。`);
  const taken = ["done", "appeals.file_limit", "appeals.file_same", "appeals.files_hash_only", "privacy.erased"];
  return {
    name: isPage ? "attach a page" : isOpen ? "attach a file" : "attach a file late",
    about: about(world, row),
    ends: isPage ? ["appeals.file_kind"] : [...(isOpen ? taken : ["appeals.files_closed"]), "appeals.missing_notice"],
    act: () => attachFile(token, "说明.txt", bytes, now),
  };
};

const rulings = ["upheld", "modified", "overturned", "inadmissible"] as const;

/** The ruling, with everything that it undoes; or one that may not be made. */
export const appealRuled: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => state === "in_review"));
  const holder = row && personOf(world, row.reviewer);
  const other = world.officers.find((each) => each !== holder);
  if (!row || !holder || !other) return null;
  const ruling = dice.oneOf(rulings) as (typeof rulings)[number];
  const subject = mirror.subjects.byId.get(row.subject);
  const instead = [
    subject?.kind === "account" && dice.chance(0.5)
      ? { key: "warn" as const, parameters: {}, days: null }
      : { key: "suspend_posting" as const, parameters: {}, days: 1 + dice.below(9) },
  ];
  const input = {
    appealId: row.id,
    version: row.version,
    ruling,
    reasons: "证据不足以认定。",
    instead: ruling === "modified" ? instead : [],
  };
  const decision = mirror.decisions.byId.get(row.decisionId);
  const fits = row.kind === "appeal" || ruling !== "modified";
  const ends = ["appeals.view_first"];
  if (ruling !== "inadmissible" && !stands(decision)) ends.push("appeals.not_standing");
  else if (!fits) ends.push("appeals.ruling_unfit");
  else ends.push("done");
  // An officer's words cannot know how long or strict the measures were, nor whether the subject has another open case.
  if (ruling === "modified") ends.push("enforcement.stricter", "enforcement.incomplete");
  if (ruling === "overturned" && row.kind === "objection") ends.push("cases.another_open");
  const wrong = dice.chance(0.15);
  return wrong
    ? {
        name: `rule ${ruling} by another`,
        about: about(world, row),
        ends: ["appeals.not_holder"],
        act: () => ruleAppeal(other, input, now),
      }
    : {
        name: `rule ${ruling} on ${row.kind}`,
        about: about(world, row),
        ends,
        act: () => ruleAppeal(holder, input, now),
      };
};

/** A ruling is the last word. */
export const appealRuledAgain: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.appeals.recent(({ state }) => !isOpenState(state)));
  const holder = row && personOf(world, row.reviewer);
  if (!row || !holder) return null;
  const input = {
    appealId: row.id,
    version: row.version,
    ruling: "upheld",
    reasons: "再看一次。",
    instead: [],
  } as const;
  return {
    name: `rule ${row.state}`,
    about: about(world, row),
    ends: ["appeals.transition"],
    act: () => ruleAppeal(holder, { ...input, instead: [] }, now),
  };
};
