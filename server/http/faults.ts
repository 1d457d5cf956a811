import type * as z from "zod";
import type { FieldFault, Sentence } from "../kernel/refusal";
import { faultLimit } from "./contract";
import { pointerStep } from "./text";

type Issue = z.core.$ZodIssue;

const typeNames: Record<string, Sentence> = {
  string: { zh: "文本", en: "a text" },
  number: { zh: "数字", en: "a number" },
  int: { zh: "整数", en: "a whole number" },
  boolean: { zh: "true 或 false", en: "true or false" },
  object: { zh: "对象", en: "an object" },
  array: { zh: "列表", en: "a list" },
};

const formats: Record<string, Sentence> = {
  datetime: {
    zh: "须为 RFC 3339 时间，例如 2026-11-22T08:00:00Z",
    en: "must be an RFC 3339 time, e.g. 2026-11-22T08:00:00Z",
  },
  url: { zh: "须为 http 或 https 网址", en: "must be an http or https address" },
  uuid: { zh: "须为 UUID", en: "must be a UUID" },
};

function sizeReason(issue: Extract<Issue, { code: "too_small" | "too_big" }>): Sentence {
  const isSmall = issue.code === "too_small";
  const bound = String(isSmall ? issue.minimum : issue.maximum);
  if (isSmall && bound === "1" && issue.origin === "string") return { zh: "必填", en: "is required" };
  if (isSmall && bound === "1" && issue.origin === "array")
    return { zh: "至少一项", en: "must have at least one item" };
  if (issue.origin === "string")
    return isSmall
      ? { zh: `至少 ${bound} 个字符`, en: `must have at least ${bound} characters` }
      : { zh: `最多 ${bound} 个字符`, en: `must have at most ${bound} characters` };
  if (issue.origin === "array")
    return isSmall
      ? { zh: `至少 ${bound} 项`, en: `must have at least ${bound} items` }
      : { zh: `最多 ${bound} 项`, en: `must have at most ${bound} items` };
  return isSmall
    ? { zh: `不得小于 ${bound}`, en: `must not be less than ${bound}` }
    : { zh: `不得大于 ${bound}`, en: `must not be greater than ${bound}` };
}

function typeReason(issue: Extract<Issue, { code: "invalid_type" }>, given: unknown): Sentence {
  if (given === undefined) return { zh: "必填", en: "is required" };
  const wanted = typeNames[issue.expected] ?? { zh: issue.expected, en: issue.expected };
  return { zh: `须为${wanted.zh}`, en: `must be ${wanted.en}` };
}

const isSentence = (value: unknown): value is Sentence =>
  typeof value === "object" && value !== null && "zh" in value && "en" in value;

/** A rule of ours states its reason as `params: { zh, en }` of a custom issue. */
function reasonOf(issue: Issue, given: unknown): Sentence {
  switch (issue.code) {
    case "invalid_type":
      return typeReason(issue, given);
    case "too_small":
    case "too_big":
      return sizeReason(issue);
    case "invalid_format":
      return formats[issue.format] ?? { zh: "格式不正确", en: "has the wrong form" };
    case "invalid_value":
      if (given === undefined) return { zh: "必填", en: "is required" };
      return {
        zh: `须为以下之一：${issue.values.map(String).join("、")}`,
        en: `must be one of: ${issue.values.map(String).join(", ")}`,
      };
    case "custom":
      return isSentence(issue.params) ? issue.params : { zh: "不符合要求", en: "is not as required" };
    default:
      return { zh: "不符合要求", en: "is not as required" };
  }
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[step] : undefined,
    value,
  );

/**
 * Zod's issues as faults that name their field by JSON pointer, in both languages.
 *
 * @param input what was checked, to tell a missing field from a wrong one. Its values are never repeated.
 */
export function faultsOf(issues: readonly Issue[], input: unknown, prefix = ""): FieldFault[] {
  return issues
    .flatMap((issue): FieldFault[] => {
      const pointer = prefix + issue.path.map((step) => pointerStep(step as string | number)).join("");
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) => ({
          pointer: pointer + pointerStep(key.slice(0, 100)),
          reason: { zh: "没有这个字段", en: "is not a known field" },
        }));
      return [{ pointer, reason: reasonOf(issue, at(input, issue.path)) }];
    })
    .slice(0, faultLimit);
}
