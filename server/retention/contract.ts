import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";

/**
 * Why somebody's data are erased. Source: 个人信息保护法 (2021), article 47, paragraph 1, items 1 to 5, in its order;
 * `lawful_other` is item 5, other cases of laws and regulations.
 */
export const erasureGrounds = [
  "purpose_over",
  "retention_over",
  "consent_withdrawn",
  "unlawful",
  "lawful_other",
] as const;
export type ErasureGround = (typeof erasureGrounds)[number];

/** Whom data can be about, as an erasure or a hold names it. A reporter is named by any report of hers. */
export const keptKinds = ["account", "group", "reporter"] as const;
export type KeptKind = (typeof keptKinds)[number];

export const erasureStates = ["pending", "confirmed", "returned", "lapsed"] as const;
export type ErasureState = (typeof erasureStates)[number];

/** A proposal that nobody answered for so long counts no more. */
export const proposalDays = 7;
/** Holds that may stand on one subject at once: several proceedings may want the same records. */
export const holdLimit = 20;

/** Why a hold is placed or lifted, in a person's words: sealed. */
const reason = z.string().trim().min(4).max(500);

const subject = { kind: z.enum(keptKinds), id: z.uuid() };
export const KeptInput = z.strictObject(subject);
export type KeptInput = z.infer<typeof KeptInput>;
export const ProposeErasure = z.strictObject({ ...subject, ground: z.enum(erasureGrounds) });
export type ProposeErasure = z.infer<typeof ProposeErasure>;
export const ReportInput = z.strictObject({ id: z.uuid() });
/** 受理编号, as a person types it. */
export const FindReport = z.strictObject({ receipt: z.string().trim().min(1).max(64) });
export type FindReport = z.infer<typeof FindReport>;
export const ErasureInput = z.strictObject({ erasureId: z.uuid() });
export type ErasureInput = z.infer<typeof ErasureInput>;
export const PlaceHold = z.strictObject({ ...subject, reason });
export type PlaceHold = z.infer<typeof PlaceHold>;
export const LiftHold = z.strictObject({ holdId: z.uuid(), reason });
export type LiftHold = z.infer<typeof LiftHold>;
export const RevealHold = z.strictObject({ holdId: z.uuid(), reason: z.string().trim().min(4).max(300) });
export type RevealHold = z.infer<typeof RevealHold>;

export const refuse = refusalsOf("retention", {
  missing: { status: 404, zh: "没有这个账号、群组或举报", en: "There is no such account, group or report" },
  missing_report: { status: 404, zh: "没有这个受理编号", en: "There is no report with this number" },
  nobody: { status: 409, zh: "这件举报未留举报人信息", en: "This report names no reporter" },
  missing_hold: { status: 404, zh: "没有这项保全", en: "There is no such legal hold" },
  missing_proposal: { status: 404, zh: "没有这项删除提议", en: "There is no such proposal to erase" },
  erased: { status: 410, zh: "这些信息已经删除", en: "These data were erased already" },
  own_account: {
    status: 403,
    zh: "这与您本人有关，请由他人处理",
    en: "This is about you: somebody else has to act",
  },
  held: {
    status: 409,
    zh: "有 {count} 项保全未解除，不得删除",
    en: "Nothing may be erased while {count} legal hold(s) stand",
  },
  measure_in_force: {
    status: 409,
    zh: "有 {count} 项措施仍在生效：解除或期满后方可删除",
    en: "{count} measure(s) are in force: these data explain them, and they must end first",
  },
  open_case: {
    status: 409,
    zh: "案件 {case} 尚未办结，仍需这些信息",
    en: "Case {case} is not closed and needs these data",
  },
  open_filing: {
    status: 409,
    zh: "报送 {filing} 尚未封存，仍需核对这些信息",
    en: "Filing {filing} is not sealed yet and must still be checked against these data",
  },
  open_referral: {
    status: 409,
    zh: "线索移送 {referral} 尚未收到回执，仍需这些信息",
    en: "Referral {referral} is not over: these data are needed until the office has acknowledged it",
  },
  undelivered: {
    status: 409,
    zh: "有 {count} 条发往平台的消息尚未送达或投递失败",
    en: "{count} message(s) that name it have not reached the platform, or failed and can be sent again",
  },
  retained: {
    status: 409,
    zh: "最低保存期限至 {until}，期满前不得删除",
    en: "The records about it must be kept until {until}",
  },
  proposed: {
    status: 409,
    zh: "已有删除提议，等待另一人确认",
    en: "It was proposed already and waits for a second person",
  },
  settled: { status: 409, zh: "这项提议已有结论", en: "This proposal was answered already" },
  lapsed: {
    status: 409,
    zh: "提议已逾 {days} 天无人确认，请重新提议",
    en: "Nobody confirmed this proposal within {days} days: propose it again",
  },
  same_person: {
    status: 403,
    zh: "删除须由提议人以外的另一人确认",
    en: "An erasure is confirmed by somebody other than who proposed it",
  },
  lifted: { status: 409, zh: "这项保全已经解除", en: "This hold was lifted already" },
  too_many_holds: { status: 409, zh: "最多 {limit} 项保全", en: "At most {limit} holds" },
  reason_erased: { status: 410, zh: "该事由已一并删除", en: "This reason was erased with the rest" },
  not_decided: {
    status: 404,
    zh: "没有需要重新执行的这项删除",
    en: "No erasure with this id waits to be done again",
  },
  busy: { status: 409, zh: "举报正在接收，请稍后再试", en: "Reports are coming in at this moment: try again" },
});
