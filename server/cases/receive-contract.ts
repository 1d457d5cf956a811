import * as z from "zod";
import { sources } from "../kernel/actor";
import { type Refusal, refusalsOf } from "../kernel/refusal";
import { evidenceKinds, evidenceRoles, withdrawalLimit } from "./contract";

/** Reports of one transaction. */
export const receiveLimit = 500;
/** Items of evidence with one report: the reported message, its attachments, up to 20 messages of context. */
export const evidenceLimit = 50;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what an identifier may not hold.
const control = /[\u0000-\u001f\u007f]/;

/** An id of the platform's own: opaque, kept as it is. */
export const ExternalId = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !control.test(text) && text.trim() === text, {
    params: {
      zh: "不得含控制字符，首尾不得有空白",
      en: "must not hold control characters, or begin or end with white space",
    },
  })
  .meta({ description: "The platform's own id, stable" });

/** What a person wrote: at most `limit` characters (code points), no NUL and no lone surrogate. */
const prose = (limit: number) =>
  z
    .string()
    .refine((text) => text.length <= limit || [...text].length <= limit, {
      params: { zh: `最多 ${limit} 个字符`, en: `must have at most ${limit} characters` },
    })
    .refine((text) => !text.includes("\0") && text.isWellFormed(), {
      params: { zh: "含有不可接受的字符", en: "holds characters that are not accepted" },
    })
    .meta({ maxLength: limit });

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2101, 0, 1);
const time = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= earliest && Date.parse(text) < latest, {
    params: { zh: "年份须在 2000 至 2100 之间", en: "must be in the years 2000 to 2100" },
  })
  .meta({ format: "date-time", description: "RFC 3339, years 2000–2100" });

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const NewEvidence = z.strictObject({
  kind: z.enum(evidenceKinds),
  role: z.enum(evidenceRoles).optional().meta({ description: "`reported` when left out" }),
  messageExternalId: ExternalId.optional(),
  authorExternalId: ExternalId.optional(),
  text: prose(20_000).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional()
    .meta({ description: "http or https. Docket never fetches it" }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional()
    .meta({ description: "Of the attachment's bytes, 64 hex digits" }),
  sentAt: time.optional(),
  views: count.optional(),
  forwards: count.optional(),
  comments: count.optional(),
});
export type NewEvidence = z.infer<typeof NewEvidence>;

const Subject = z.strictObject({
  type: z.enum(["group", "account", "message"]),
  externalId: ExternalId,
  groupExternalId: ExternalId.optional().meta({ description: "For a message" }),
  authorExternalId: ExternalId.optional().meta({ description: "For a message, when known" }),
});

type Issue = { readonly path: string[]; readonly zh: string; readonly en: string };

/** What no single field can say. */
function crossFaults(report: z.infer<typeof Fields>): Issue[] {
  const { subject, source, regulator, reporter } = report;
  const found: Issue[] = [];
  if (subject.type === "message" && !subject.groupExternalId && !subject.authorExternalId)
    found.push({
      path: ["subject", "groupExternalId"],
      zh: "举报信息时须写明群组或发布者",
      en: "a message needs its group or its author",
    });
  if (subject.type !== "message")
    for (const name of ["groupExternalId", "authorExternalId"] as const)
      if (subject[name] !== undefined)
        found.push({ path: ["subject", name], zh: "仅用于信息", en: "is for a message only" });
  if (source === "regulator" && !regulator)
    found.push({
      path: ["regulator", "dueAt"],
      zh: "来源为主管部门时必填",
      en: "is required when the source is regulator",
    });
  if (source !== "regulator" && regulator)
    found.push({
      path: ["regulator"],
      zh: "仅用于来源为主管部门的举报",
      en: "is only for reports whose source is regulator",
    });
  if (reporter && reporter.externalId === undefined && reporter.contact === undefined)
    found.push({ path: ["reporter", "externalId"], zh: "必填", en: "is required" });
  return found;
}

const Fields = z.strictObject({
  externalId: ExternalId.optional().meta({ description: "Unique per key: the same id is the same report" }),
  subject: Subject,
  category: z.string().min(1).max(64).optional().meta({ description: "A leaf of the published taxonomy" }),
  description: prose(5_000).optional(),
  source: z.enum(sources),
  reporter: z
    .strictObject({ externalId: ExternalId.optional(), contact: prose(320).optional() })
    .optional()
    .meta({ description: "Sealed" }),
  regulator: z
    .strictObject({ office: prose(200).optional(), letterNumber: prose(100).optional(), dueAt: time })
    .optional()
    .meta({ description: "Required when the source is regulator" }),
  evidence: z.array(NewEvidence).max(evidenceLimit).optional(),
  occurredAt: time.optional(),
});

/** A report as the public API takes it. Source: `contract.md`, "Report". Unknown fields are refused, not dropped. */
export const NewReport = Fields.superRefine((report, context) => {
  for (const { path, zh, en } of crossFaults(report)) context.addIssue({ code: "custom", path, params: { zh, en } });
}).meta({ id: "NewReport" });
export type NewReport = z.infer<typeof NewReport>;

/** What a reporter may say when she takes her report back. */
export const WithdrawReport = z.strictObject({
  reason: prose(withdrawalLimit).optional().meta({ description: "Sealed; staff who look at the case read it" }),
});
export type WithdrawReport = z.infer<typeof WithdrawReport>;

/** What became of one report of a batch. */
export type Received =
  | {
      readonly ok: true;
      readonly reportId: string;
      /** The unguessable number with which its reporter sees the status. */
      readonly receipt: string;
      readonly caseNumber: number;
      readonly duplicate: boolean;
      /** It had been received before under the same external id: nothing was stored now. */
      readonly isReplay: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a reporter may know of her report. */
export type ReportProgress = {
  readonly receipt: string;
  readonly status: "received" | "in_review" | "closed";
  readonly outcome: "upheld" | "not_upheld" | "withdrawn" | null;
  readonly receivedAt: Date;
  readonly closedAt: Date | null;
};

export const refuseReport = refusalsOf("reports", {
  source_not_allowed: {
    status: 403,
    zh: "此密钥不得声明来源“{source}”",
    en: "This key may not state the source “{source}”",
  },
  document_number: {
    status: 422,
    zh: "请勿提交证件号码",
    en: "Numbers of identity documents are never accepted",
  },
  unknown_category: {
    status: 422,
    zh: "没有类别“{category}”；可用类别见 /rules",
    en: "There is no category “{category}”; /rules lists them",
  },
  future: { status: 422, zh: "时间在未来", en: "A time is in the future" },
  external_id_taken: {
    status: 409,
    zh: "同一 externalId 曾用于内容不同的举报",
    en: "This externalId was used for a report with other content",
  },
  together: {
    status: 422,
    zh: "同一内容中另有举报未被接受",
    en: "Another report of the same payload was refused",
  },
  missing: { status: 404, zh: "没有这个受理编号", en: "There is no report with this number" },
  withdrawn: { status: 409, zh: "此举报已经撤回", en: "This report was withdrawn already" },
  concluded: {
    status: 409,
    zh: "此举报正在或已经作出处理，不能再撤回",
    en: "This report is being decided or was decided: it cannot be withdrawn any more",
  },
});
