import * as z from "zod";
import { sources } from "../kernel/actor";
import { refusalsOf } from "../kernel/refusal";

/** 0 提示 notice, 1 轻微 minor, 2 一般 moderate, 3 严重 serious, 4 特重 critical. Source: `domain.md`, "Priority and SLA". */
export const severities = [0, 1, 2, 3, 4] as const;
export type Severity = (typeof severities)[number];
export const subjectKinds = ["group", "account"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** The sanctions that a ladder may name. Source: `domain.md`, "Measures". */
export const measureKeys = [
  "warn",
  "warn_and_rectify",
  "suspend_posting",
  "close_group",
  "lower_credit",
  "suspend_management",
  "revoke_founding",
  "blacklist",
  "remove_content",
] as const;
export type MeasureKey = (typeof measureKeys)[number];

/** A best to E worst. */
export const creditLevels = ["A", "B", "C", "D", "E"] as const;
export type CreditLevel = (typeof creditLevels)[number];

/** 1 一级 (small) to 4 四级 (largest or most public). */
export const grades = [1, 2, 3, 4] as const;
export type Grade = (typeof grades)[number];

export const groupCategories = ["family", "interest", "study", "work", "business", "public"] as const;
export type GroupCategory = (typeof groupCategories)[number];

/** Functions that a blacklist may withdraw. */
export const restrictedFunctions = ["post", "found", "join", "manage"] as const;
export type RestrictedFunction = (typeof restrictedFunctions)[number];

/** The laws that may be cited, by their official name: those whose text was at hand when citations were written. */
export const laws = {
  互联网群组信息服务管理规定: {
    en: "Provisions on the Administration of Internet Group Information Services",
    version: "2017",
  },
  网络安全法: { en: "Cybersecurity Law", version: "2025" },
  个人信息保护法: { en: "Personal Information Protection Law", version: "2021" },
  反电信网络诈骗法: { en: "Law against Telecom and Online Fraud", version: "2022" },
  未成年人网络保护条例: { en: "Regulation on the Protection of Minors in Cyberspace", version: "2023" },
  互联网信息服务管理办法: { en: "Measures for the Administration of Internet Information Services", version: "2011" },
} as const;
export const lawNames = Object.keys(laws) as [LawName, ...LawName[]];
export type LawName = keyof typeof laws;

const words = (limit: number) => z.string().trim().min(1).max(limit);
const inBoth = (limit: number) => z.strictObject({ zh: words(limit), en: words(limit) });
const key = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const count = (limit: number) => z.int().min(0).max(limit);
const severity = z.literal(severities);

/** `paragraph` and `item` count from 1; an item is one of a numbered list in that paragraph. */
export const Citation = z.strictObject({
  law: z.enum(lawNames),
  version: z.string().regex(/^\d{4}$/),
  article: z.int().min(1).max(999),
  paragraph: z.int().min(1).max(99).optional(),
  item: z.int().min(1).max(99).optional(),
});
export type Citation = z.infer<typeof Citation>;

export const Category = z.strictObject({
  key,
  parent: key.nullable(),
  names: inBoth(80),
  /** Contractual clause, e.g. `4.2.1`. */
  clause: z.string().regex(/^[1-9]\d{0,2}(\.[1-9]\d{0,2}){0,3}$/),
  /** The clause's words, as members read them. */
  rule: inBoth(400),
  /** Null for a branch; only leaves are stated in reports. */
  severity: severity.nullable(),
  /** Empty where no text at hand fits: then a person writes it. */
  legal: z.array(Citation).max(10),
  /** Harm to people, which comes first. */
  harm: z.boolean(),
  /** Material that is never rendered, thumbnailed or exported: hash and reference only. */
  hashOnly: z.boolean(),
});
export type Category = z.infer<typeof Category>;
/** A category that reports and decisions may state. */
export type Leaf = Category & { readonly severity: Severity };

/** One measure of a rung. `days` is its length, deadline or time to review, by the measure; null where it has none. */
export const RungMeasure = z.strictObject({
  key: z.enum(measureKeys),
  days: z.int().min(1).max(3_650).nullable(),
  /** For a group, instead of `days`: by grade, from 1 to 4. */
  daysByGrade: z.array(z.int().min(1).max(3_650)).length(4).optional(),
  /** For `lower_credit`: how many levels down. */
  levels: z.int().min(1).max(4).optional(),
  /** For `blacklist`. */
  functions: z.array(z.enum(restrictedFunctions)).min(1).optional(),
});
export type RungMeasure = z.infer<typeof RungMeasure>;

/**
 * `measures` are for the subject. On a group's ladder `founder` and `manager` are what the same decision may carry for
 * them, with facts of their own; on an account's ladder, what is added when the account holds that role.
 */
export const Rung = z.strictObject({
  measures: z.array(RungMeasure).min(1).max(5),
  founder: z.array(RungMeasure).max(5),
  manager: z.array(RungMeasure).max(5),
});
export type Rung = z.infer<typeof Rung>;

/** Rungs from mildest to strictest, and which one: a row per severity, a column per number of earlier strikes (the last for more). */
const Ladder = z.strictObject({
  rungs: z.array(Rung).min(1).max(20),
  steps: z.array(z.array(count(19)).min(1).max(20)).length(severities.length),
});
export type Ladder = z.infer<typeof Ladder>;

const CreditServices = z.strictObject({
  founds: count(10_000),
  joins: count(100_000),
  largestGroup: count(10_000_000),
});
export type CreditServices = z.infer<typeof CreditServices>;

const perLevel = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ A: value, B: value, C: value, D: value, E: value });

/** Every condition that is stated must hold; a category names itself and everything under it. */
export const RouteCondition = z.strictObject({
  subjectKinds: z.array(z.enum(subjectKinds)).min(1).optional(),
  categories: z.array(key).min(1).max(100).optional(),
  sources: z.array(z.enum(sources)).min(1).optional(),
  minSeverity: severity.optional(),
  minGrade: z.literal(grades).optional(),
});

const MeasureGrounds = z.partialRecord(z.enum(measureKeys), z.array(Citation).max(10));

/** One published document: everything that the law leaves to the provider. Structure only: `documentFaults` checks the sense. */
export const PolicyDocument = z.strictObject({
  /** How people call this version, e.g. `2026.1`. */
  label: words(80),
  taxonomy: z.array(Category).min(1).max(1_000),
  ladder: z.strictObject({ windowDays: z.int().min(1).max(3_650), group: Ladder, account: Ladder }),
  /** Above these a measure is severe and needs a second person. Source: `domain.md`, "Measures". */
  thresholds: z.strictObject({
    always: z.array(z.enum(measureKeys)),
    suspendPostingDays: count(3_650),
    suspendManagementDays: count(3_650),
    /** Levels down from which lowering credit is severe. */
    creditLevels: z.int().min(1).max(5),
    provisionalSuspensionHours: z.int().min(1).max(72),
    proposalHours: z.int().min(1).max(720),
    undoSeconds: z.int().min(5).max(30),
    appealMonths: z.int().min(1).max(120),
  }),
  credit: z.strictObject({ initial: z.enum(creditLevels), services: perLevel(CreditServices) }),
  caps: z.strictObject({
    groupMembers: z.int().min(1).max(10_000_000),
    managersPerGroup: z.int().min(0).max(1_000),
    /** Groups from this size on have an information page. */
    informationPageMembers: z.int().min(1).max(10_000_000),
  }),
  /** Grade = matrix[size band][activity band], raised for publicness and nature, at most 4. */
  grading: z.strictObject({
    /** Ascending: the first number of members of the next band. */
    memberBands: z.array(z.int().min(1)).max(9),
    /** Ascending: the first number of messages a day of the next band. */
    messageBands: z.array(z.int().min(1)).max(9),
    matrix: z
      .array(z.array(z.literal(grades)).min(1).max(10))
      .min(1)
      .max(10),
    raises: z.strictObject({
      publicJoin: count(3),
      publicDissemination: count(3),
      categories: z.partialRecord(z.enum(groupCategories), count(3)),
    }),
  }),
  /** Minutes from receipt to decision. A source's maximum shortens, never lengthens. */
  sla: z.strictObject({
    minutesBySeverity: z.array(z.int().min(1).max(525_600)).length(severities.length),
    maximumMinutesBySource: z.partialRecord(z.enum(sources), z.int().min(1).max(525_600)),
  }),
  queues: z
    .array(z.strictObject({ key, names: inBoth(40) }))
    .min(1)
    .max(50),
  /** In order, first match wins. */
  routing: z.strictObject({
    rules: z.array(z.strictObject({ when: RouteCondition, queue: key })).max(200),
    default: key,
  }),
  /** Law behind each measure itself, by the kind of its subject, beside the law behind the clause. */
  measureGrounds: z.strictObject({ group: MeasureGrounds, account: MeasureGrounds }),
  /**
   * How long records of what was decided are kept before their subject may be erased; `recordMonths` when left out.
   * At least the six months for which 网络安全法 (2025), article 23, item 3, wants network logs kept.
   */
  retention: z.strictObject({ recordMonths: z.int().min(6).max(1_200) }).optional(),
  /** Within how many days an appeal is to be ruled on; 15 when left out. No law at hand gives a number. */
  appeals: z
    .strictObject({ answerDays: z.int().min(1).max(365), questionDays: z.int().min(1).max(60).optional() })
    .optional(),
});

/**
 * Months for which records of decisions are kept when a policy says nothing. No law at hand gives a number for them
 * (互联网群组信息服务管理规定, article 11, wants them kept): three years are this product's default. Source: `filings.md`.
 */
export const recordMonths = 36;
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** A published version, as decisions pin it by `number`. */
export type Policy = {
  readonly number: number;
  readonly label: string;
  /** Of the document's RFC 8785 bytes, hex. */
  readonly sha256: string;
  readonly document: PolicyDocument;
  readonly effectiveFrom: Date;
};

/** A measure as the ladder recommends it: the caller adds the subject, and facts for a founder or manager. */
export type RecommendedMeasure = {
  readonly key: MeasureKey;
  readonly standing: "subject" | "founder" | "manager";
  readonly parameters: { readonly [name: string]: string | readonly string[] };
  readonly days: number | null;
  readonly severe: boolean;
};

export type BothLanguages = { readonly zh: string; readonly en: string };

/** What the ladder says, and why. `rung` counts from 0; `next` is what one more strike would bring, null at the top. */
export type Recommendation = {
  readonly rung: number;
  readonly measures: readonly RecommendedMeasure[];
  readonly sentence: BothLanguages;
  readonly next: BothLanguages | null;
};

export const VersionInput = z.object({ number: z.int().min(1).max(2_147_483_647) });
export const VersionListInput = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.int().min(1).max(200).default(50),
});

export const refuse = refusalsOf("policy", {
  missing: { status: 404, zh: "没有这个版本的规则", en: "There is no such version of the rules" },
  invalid: { status: 422, zh: "规则文本有错误", en: "The document of the rules has faults" },
  not_allowed: { status: 403, zh: "您无权发布规则", en: "You may not publish rules" },
  own_draft: {
    status: 403,
    zh: "起草人不能发布本人起草的规则，须由另一人发布",
    en: "Whoever drafted the rules may not publish them: a second person must",
  },
  not_first: {
    status: 403,
    zh: "已有规则发布在先，命令行只能在首次启动时发布",
    en: "Rules have been published already: the command line publishes at the first start only",
  },
  unchanged: { status: 409, zh: "与版本 {number} 完全相同", en: "Nothing differs from version {number}" },
  stale: {
    status: 409,
    zh: "同时有另一版本发布，请重试",
    en: "Another version was published at the same moment: try again",
  },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
});
