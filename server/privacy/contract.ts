import { z } from "zod";
import { refusalsOf } from "../kernel/refusal";

/** Sealed fields that staff may ask to see. Each has its loader where its row is. */
export const revealableFields = ["account.phone", "account.verification_token", "report.reporter"] as const;
export type RevealableField = (typeof revealableFields)[number];

/** A reason is at least this long: "x" is none. Source: `domain.md`, "People and what they may do". */
export const reasonLeast = 5;
export const reasonMost = 500;

/** To see one sealed field of one subject, for a reason that goes into the log. */
export const RevealField = z.strictObject({
  field: z.enum(revealableFields),
  /** Of the account, or of the report. */
  id: z.uuid(),
  reason: z.string().max(reasonMost),
});
export type RevealField = z.infer<typeof RevealField>;

export const Revealed = z.strictObject({ value: z.string() });

export const refuse = refusalsOf("privacy", {
  reason: {
    status: 422,
    zh: "请写明查看理由，至少 {least} 个字。",
    en: "State why you need to see this, in at least {least} characters.",
  },
  missing: { status: 404, zh: "没有这项信息。", en: "There is no such information." },
  erased: {
    status: 410,
    zh: "这项信息已被删除，无法再查看。",
    en: "This information was erased and can no longer be seen.",
  },
});
