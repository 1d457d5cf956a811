import type { FieldFault, Refusal, RefusalStatus, Sentence } from "../kernel/refusal";
import type { Problem } from "./contract";

export type Language = "zh" | "en";

const titles: Record<RefusalStatus | 500, Sentence> = {
  400: { zh: "请求有误", en: "Bad request" },
  401: { zh: "未能识别身份", en: "Not authenticated" },
  403: { zh: "没有权限", en: "Not allowed" },
  404: { zh: "不存在", en: "Not found" },
  405: { zh: "方法不可用", en: "Method not allowed" },
  409: { zh: "冲突", en: "Conflict" },
  410: { zh: "已失效", en: "Gone" },
  413: { zh: "正文过大", en: "Body too large" },
  415: { zh: "正文类型不受支持", en: "Unsupported media type" },
  422: { zh: "内容不符合要求", en: "Not as required" },
  429: { zh: "请求过多", en: "Too many requests" },
  500: { zh: "系统内部错误", en: "Internal error" },
};

/** Chinese when Accept-Language prefers it to English; English otherwise. */
export function languageOf(header: string | null): Language {
  if (!header) return "en";
  const weight = (prefix: string) =>
    header
      .slice(0, 500)
      .toLowerCase()
      .split(",")
      .map((part) => part.trim().split(/\s*;\s*q=/))
      .filter(([tag]) => tag === prefix || tag?.startsWith(`${prefix}-`))
      .reduce((best, [, q]) => Math.max(best, q === undefined ? 1 : Number(q) || 0), 0);
  return weight("zh") > weight("en") ? "zh" : "en";
}

/** A refusal as problem details, in one language. */
export function problemOf(refusal: Refusal, language: Language, instance: string): Problem {
  return {
    type: `urn:docket:problem:${refusal.code}`,
    title: titles[refusal.status][language],
    status: refusal.status,
    detail: refusal.sentence[language],
    instance,
    ...(refusal.fields.length > 0 && {
      errors: refusal.fields.map((fault: FieldFault) => ({ pointer: fault.pointer, detail: fault.reason[language] })),
    }),
  };
}

/** What a bug looks like from outside: nothing but an id that is in the log. */
export const bareProblem = (language: Language, instance: string): Problem => ({
  type: "about:blank",
  title: titles[500][language],
  status: 500,
  detail:
    language === "zh"
      ? `系统内部错误，请向管理员提供编号 ${instance}`
      : `Something went wrong on our side. Tell the operator this id: ${instance}`,
  instance,
});
