import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";
import { creditLevels, grades, groupCategories, type SubjectKind } from "../policy/contract";

/** In this order by alphabet too, which is how lists of members are kept. */
export const memberRoles = ["founder", "manager", "member"] as const;
export type MemberRole = (typeof memberRoles)[number];

/** Derived from the strictest measure in force. Source: `domain.md`, "Subjects". */
export const measureStatuses = ["active", "rectifying", "posting_suspended", "closed"] as const;
export type MeasureStatus = (typeof measureStatuses)[number];
export const groupStatuses = [...measureStatuses, "dissolved"] as const;
export type GroupStatus = (typeof groupStatuses)[number];

export const verificationStates = ["verified", "unverified", "failed"] as const;
export type VerificationState = (typeof verificationStates)[number];

/** Why a level of credit changed. */
export const creditReasons = ["measure", "expiry", "reversal", "standing"] as const;
export type CreditReason = (typeof creditReasons)[number];

/** Fields of an account that are sealed, and opened only with a reason. */
export const sealedFields = ["phone", "verification_token"] as const;
export type SealedField = (typeof sealedFields)[number];

/** A group of which a decision may carry measures has this many managers considered at most. */
export const managerLimit = 50;
/** Lines of one transaction and one entry of the log. */
export const batchLines = 1_000;
/** Lines of one bulk request. Source: `contract.md`, "HTTP API". */
export const bulkLines = 10_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what it refuses: PostgreSQL cannot store it.
const unstorable = /\u0000/;
const plain = (limit: number) =>
  z
    .string()
    .min(1)
    .max(limit)
    .refine((text) => text.isWellFormed() && !unstorable.test(text) && text.trim() !== "", {
      params: { zh: "含有不可接受的字符，或只有空白", en: "is blank or holds characters that are not accepted" },
    });

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2101, 0, 1);
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getTime() >= earliest && date.getTime() < latest, {
    params: { zh: "年份须在 2000 至 2100 之间", en: "must be in the years 2000 to 2100" },
  })
  .meta({ type: "string", format: "date-time", description: "RFC 3339, years 2000–2100" });

const updatedAt = instant.meta({
  type: "string",
  format: "date-time",
  description: "When the platform last changed it: an older one never overwrites a newer one",
});

export const ExternalId = plain(255).meta({ description: "The platform's own id, stable" });
/** A code that a platform brings along; Docket's own look like `G-3107-4482`. */
const suppliedCode = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,30})[A-Za-z0-9]$/)
  .meta({ description: "群组识别编码; kept in capital letters; allocated by Docket when absent, never reused" });

/** What the platform says of a group. A field left out stays as it is; `null` clears it. */
export const GroupBody = z
  .strictObject({
    name: plain(200),
    category: z.enum(groupCategories).nullable().optional(),
    code: suppliedCode.optional(),
    memberCount: z.int().min(0).max(10_000_000).optional(),
    messagesPerDay: z.int().min(0).max(100_000_000).optional(),
    publicJoin: z.boolean().optional(),
    publicDissemination: z.boolean().optional(),
    founderExternalId: ExternalId.nullable().optional(),
    dissolvedAt: instant.nullable().optional(),
    updatedAt,
  })
  .meta({ id: "RegistryGroup" });
export type GroupBody = z.infer<typeof GroupBody>;

/** What the platform says of an account. */
export const AccountBody = z
  .strictObject({
    nickname: plain(100),
    verification: z
      .strictObject({
        state: z.enum(verificationStates),
        method: plain(64).nullable().optional(),
        token: plain(512).nullable().optional().meta({ description: "Opaque, sealed; never a document number" }),
        at: instant.nullable().optional(),
      })
      .optional(),
    minor: z.boolean().optional(),
    phone: z
      .string()
      .regex(/^\+?[0-9][0-9 ()-]{3,24}$/)
      .nullable()
      .optional()
      .meta({ description: "Sealed" }),
    registeredAt: instant.nullable().optional(),
    updatedAt,
  })
  .meta({ id: "RegistryAccount" });
export type AccountBody = z.infer<typeof AccountBody>;

/** What the platform says of an account in a group. `leftAt: null` means that it is in. */
export const MembershipBody = z
  .strictObject({ role: z.enum(memberRoles), leftAt: instant.nullable().optional(), updatedAt })
  .meta({ id: "RegistryMembership" });
export type MembershipBody = z.infer<typeof MembershipBody>;

const GroupLine = GroupBody.extend({ kind: z.literal("group"), externalId: ExternalId }).meta({
  id: "RegistryGroupLine",
});
const AccountLine = AccountBody.extend({ kind: z.literal("account"), externalId: ExternalId }).meta({
  id: "RegistryAccountLine",
});
const MembershipLine = MembershipBody.extend({
  kind: z.literal("membership"),
  groupExternalId: ExternalId,
  accountExternalId: ExternalId,
}).meta({ id: "RegistryMembershipLine" });
/** One line of `POST /api/v1/registry/bulk` and of `docket sync`. */
export const RegistryLine = z.discriminatedUnion("kind", [GroupLine, AccountLine, MembershipLine]);
export type RegistryLine = z.infer<typeof RegistryLine>;
export type GroupLine = z.infer<typeof GroupLine>;
export type AccountLine = z.infer<typeof AccountLine>;
export type MembershipLine = z.infer<typeof MembershipLine>;

/** What a subject is to the rooms below. Fields of the other kind are null. */
export type Subject = {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly externalId: string;
  readonly code: string;
  /** A group's name or an account's nickname; the external id while only a report has named it. */
  readonly name: string;
  readonly confirmed: boolean;
  readonly memberCount: number | null;
  readonly grade: 1 | 2 | 3 | 4 | null;
  readonly credit: (typeof creditLevels)[number] | null;
  readonly status: GroupStatus | null;
  readonly restrictions: readonly string[];
  /** Entries of the log about it so far: the next one carries `version + 1`. */
  readonly version: number;
};

const cursor = z.string().max(400).optional();
const limit = z.int().min(1).max(200).default(50);
/** Part of a name (two Chinese characters or whole words), a code, or an external id. */
const text = z.string().trim().min(1).max(255).optional();

export const GroupListInput = z.object({
  text,
  status: z.enum(groupStatuses).optional(),
  grade: z.literal(grades).optional(),
  category: z.enum(groupCategories).optional(),
  cursor,
  limit,
});
export type GroupListInput = z.infer<typeof GroupListInput>;

export const AccountListInput = z.object({
  text,
  credit: z.enum(creditLevels).optional(),
  verification: z.enum(verificationStates).optional(),
  restricted: z.boolean().optional(),
  cursor,
  limit,
});
export type AccountListInput = z.infer<typeof AccountListInput>;

/** A code, as it stands on papers; an id is taken too. */
export const NameInput = z.object({ name: z.string().trim().min(1).max(255) });
export const MemberListInput = z.object({ groupId: z.uuid(), cursor, limit });
export const MembershipListInput = z.object({ accountId: z.uuid(), cursor, limit });
export const CreditListInput = MembershipListInput;
export type MemberListInput = z.infer<typeof MemberListInput>;
export type MembershipListInput = z.infer<typeof MembershipListInput>;

export const RevealInput = z.object({
  accountId: z.uuid(),
  field: z.enum(sealedFields),
  reason: z.string().trim().min(4).max(300),
});
export type RevealInput = z.infer<typeof RevealInput>;

export const refuse = refusalsOf("registry", {
  missing_group: { status: 404, zh: "没有这个群组", en: "There is no such group" },
  missing_account: { status: 404, zh: "没有这个账号", en: "There is no such account" },
  fields: { status: 422, zh: "有字段不符合要求", en: "Some fields are not as required" },
  document_number: {
    status: 422,
    zh: "不接受证件号码：请删去后重发",
    en: "Document numbers are never accepted: remove it and send again",
  },
  future: { status: 422, zh: "时间晚于现在", en: "A time is in the future" },
  stale: {
    status: 409,
    zh: "已有更新的内容（{updatedAt}），较旧的更新不予采用",
    en: "Something newer is known (of {updatedAt}): an older update is not taken",
  },
  code_taken: {
    status: 409,
    zh: "编码 {code} 已分配给别的对象，编码不得复用",
    en: "The code {code} was given to another subject and is never reused",
  },
  code_fixed: { status: 409, zh: "编码已为 {code}，不得更改", en: "The code is {code} already and does not change" },
  bad_cursor: {
    status: 400,
    zh: "翻页位置无效，请从第一页重新开始",
    en: "This page marker is not valid: start again at the first page",
  },
  too_short: {
    status: 422,
    zh: "请至少输入两个汉字、一个完整的单词、编码或外部标识",
    en: "Give at least two Chinese characters, a whole word, a code or an external id",
  },
  nothing_sealed: { status: 404, zh: "没有登记这一项", en: "There is nothing on file for this field" },
  minor: {
    status: 403,
    zh: "未成年人的信息须由审核主管或合规专员查看",
    en: "A minor's data may be revealed by a lead or a compliance officer only",
  },
  erased: { status: 410, zh: "该信息已依法删除", en: "This was erased" },
});
