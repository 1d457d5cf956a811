import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";
import {
  basisLimit,
  contactLimit,
  evidenceLimit,
  handoverWays,
  noteLimit,
  officeLimit,
  reasonLimit,
  receiptLimit,
  referralFilters,
  referralParts,
} from "./contract-words";

export * from "./contract-words";

const number = z.string().regex(/^R-\d{4}-\d{4,}$/);
const version = z.int().min(1);
const typed = (limit: number) => z.string().trim().max(limit);
const reason = z.string().trim().min(4).max(noteLimit);

export const ReferralInput = z.strictObject({ number });
export type ReferralInput = z.infer<typeof ReferralInput>;
/** `version` is what the person saw: another one is a conflict. */
export const ReferralAct = ReferralInput.extend({ version });
export type ReferralAct = z.infer<typeof ReferralAct>;

export const StartReferral = z.strictObject({ caseId: z.uuid(), danger: z.boolean() });
export type StartReferral = z.infer<typeof StartReferral>;

/** What a draft says. All of it may still be empty; the proposal asks for the rest. */
export const SaveReferral = ReferralAct.extend({
  danger: z.boolean(),
  office: typed(officeLimit),
  contact: typed(contactLimit),
  /** Law, version and article, written by a person. */
  basis: typed(basisLimit),
  reason: typed(reasonLimit),
  parts: z.array(z.enum(referralParts)).max(referralParts.length),
  /** Why the office needs to know who reported; empty unless `parts` has `reporters`. */
  reporterReason: typed(noteLimit),
  evidence: z.array(z.uuid()).max(evidenceLimit),
});
export type SaveReferral = z.infer<typeof SaveReferral>;

export const ReasonedAct = ReferralAct.extend({ reason });
export type ReasonedAct = z.infer<typeof ReasonedAct>;

/** `content` is the SHA-256 of what the second person looked at. */
export const SealReferral = ReferralAct.extend({ content: z.string().regex(/^[0-9a-f]{64}$/) });
export type SealReferral = z.infer<typeof SealReferral>;

export const HandOver = ReferralAct.extend({
  way: z.enum(handoverWays),
  /** Who took it. */
  to: z.string().trim().min(1).max(contactLimit),
  at: z.iso.datetime({ offset: true }),
});
export type HandOver = z.infer<typeof HandOver>;

export const AcknowledgeReferral = ReferralAct.extend({
  receipt: z.string().trim().min(1).max(receiptLimit),
  /** Who gave the receipt. */
  by: z.string().trim().min(1).max(contactLimit),
  /** The day on it, in the installation's zone. */
  day: z.iso.date(),
});
export type AcknowledgeReferral = z.infer<typeof AcknowledgeReferral>;

export const ListReferrals = z.strictObject({
  show: z.enum(referralFilters).default("open"),
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListReferrals = z.infer<typeof ListReferrals>;
export const CaseReferrals = z.strictObject({ caseId: z.uuid() });

export const refuse = refusalsOf("referrals", {
  missing: { status: 404, zh: "没有这份线索移送。", en: "There is no such referral." },
  missing_case: { status: 404, zh: "没有这个案件。", en: "There is no such case." },
  transition: {
    status: 409,
    zh: "这份移送现为“{from}”，不能执行“{act}”。",
    en: "This referral is in state “{from}”, which does not allow “{act}”.",
  },
  stale: {
    status: 409,
    zh: "这份移送已被他人改动，请重新打开。",
    en: "Somebody has changed this referral since you opened it: open it again.",
  },
  own_subject: {
    status: 403,
    zh: "这份移送涉及本人的账号或群组，须由他人处理。",
    en: "This referral is about your own account or group: somebody else has to act.",
  },
  same_person: {
    status: 403,
    zh: "封存人不得是拟稿人或提交人，请由另一位合规专员封存。",
    en: "Whoever drafted or proposed a referral may not seal it: another compliance officer has to.",
  },
  incomplete: { status: 422, zh: "还有必填内容未填写。", en: "Something that is needed has not been filled in." },
  foreign_evidence: {
    status: 422,
    zh: "所选证据不属于本案。",
    en: "Some of the evidence chosen does not belong to this case.",
  },
  document_number: {
    status: 422,
    zh: "内容疑似含有证件号码，请删去。",
    en: "This seems to hold the number of an identity document: leave it out.",
  },
  quotes_hashed: {
    status: 422,
    zh: "本案材料只能以哈希值和编号移送，文字中不得引述其内容或网址。",
    en: "The material of this case goes by hash and reference only: the words may not quote it or its address.",
  },
  changed: {
    status: 409,
    zh: "移送内容在您查看之后有变化，请重新查看再封存。",
    en: "What goes along has changed since you looked at it: look again before you seal it.",
  },
  too_large: {
    status: 422,
    zh: "移送材料超过 {limit} MB，请减少所选证据。",
    en: "The package would be larger than {limit} MB: choose less evidence.",
  },
  not_yet: { status: 422, zh: "时间不得晚于现在。", en: "The time may not be later than now." },
  before_seal: {
    status: 422,
    zh: "移交时间不得早于封存时间。",
    en: "It cannot have been handed over before it was sealed.",
  },
  before_handover: {
    status: 422,
    zh: "回执日期不得早于移交当日。",
    en: "A receipt cannot be older than the day on which it was handed over.",
  },
  no_package: {
    status: 404,
    zh: "这份移送尚未封存，没有材料包。",
    en: "This referral is not sealed: it has no package.",
  },
  erased: {
    status: 410,
    zh: "材料包所涉人员的信息已删除，本机构不再保存材料包。",
    en: "The data of somebody in this package were erased: it is not kept here any more.",
  },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始。",
    en: "This page marker is not valid: start again at the first page.",
  },
});
