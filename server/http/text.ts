import type { FieldFault, Refusal } from "../kernel/refusal";
import { faultLimit, nestingLimit, refuse } from "./contract";

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal };

const utf8 = new TextDecoder("utf-8", { fatal: true });
const no = (refusal: Refusal): Parsed => ({ ok: false, refusal });

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string | number) => `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;

const quote = 34;
const backslash = 92;

/**
 * Where the text first goes deeper than the limit: the pointer of the outermost member that does, or null when
 * none does. One pass, not recursive; strings are skipped.
 */
function tooDeep(text: string): string | null {
  let depth = 0;
  let name = "";
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const from = at + 1;
      for (at++; at < text.length && text.charCodeAt(at) !== quote; at++) if (text.charCodeAt(at) === backslash) at++;
      if (depth === 1) name = text.slice(from, Math.min(at, from + 100));
    } else if (code === 91 || code === 123) {
      if (++depth > nestingLimit) return /^\s*\{/.test(text) ? pointerStep(name) : "";
    } else if (code === 93 || code === 125) depth--;
  }
  return null;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for: PostgreSQL cannot store it.
const unstorable = /\u0000/;

type BadText = { readonly pointer: string; readonly kind: keyof typeof reasons };
const reasons = {
  nul: { zh: "含有空字符（NUL）", en: "holds a NUL character" },
  surrogate: { zh: "含有不成对的代理码位", en: "holds a lone surrogate" },
  utf8: { zh: "不是有效的 UTF-8", en: "is not valid UTF-8" },
} as const;

const kindOf = (text: string, isBroken: boolean): BadText["kind"] | null => {
  if (isBroken) return text.includes("\ufffd") ? "utf8" : null;
  if (unstorable.test(text)) return "nul";
  return text.isWellFormed() ? null : "surrogate";
};

/**
 * Every string that PostgreSQL or the log could not hold: with NUL, or with half of a surrogate pair. Of a text whose
 * bytes were broken (`isBroken`), those where the decoder put its replacement.
 */
function badTexts(value: unknown, pointer: string, isBroken: boolean, found: BadText[]): void {
  if (typeof value === "string") {
    const kind = kindOf(value, isBroken);
    if (kind) found.push({ pointer, kind });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) badTexts(item, pointer + pointerStep(index), isBroken, found);
  } else if (value !== null && typeof value === "object") {
    for (const [name, item] of Object.entries(value)) {
      const kind = kindOf(name, isBroken);
      // A name that cannot be said cannot be pointed at: the object is.
      if (kind) found.push({ pointer, kind });
      else badTexts(item, pointer + pointerStep(name), isBroken, found);
    }
  }
}

const faultsIn = (found: readonly BadText[]): FieldFault[] =>
  found.slice(0, faultLimit).map(({ pointer, kind }) => ({ pointer, reason: reasons[kind] }));

/** The fields with broken bytes, where the rest can be read; else the whole body. */
function brokenFields(bytes: Uint8Array): FieldFault[] {
  const text = new TextDecoder().decode(bytes);
  const found: BadText[] = [];
  try {
    if (tooDeep(text) === null) badTexts(JSON.parse(text), "", true, found);
  } catch {
    // Not JSON either: the first fault is told.
  }
  return faultsIn(found.length > 0 ? found : [{ pointer: "", kind: "utf8" }]);
}

/**
 * Reads JSON as strictly as the log needs it: valid UTF-8, at most 32 levels (checked before parsing, so that a
 * hostile nesting costs one pass), no NUL, no lone surrogate, escaped or not.
 */
export function parseJson(bytes: Uint8Array): Parsed {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return no(refuse("not_utf8", {}, brokenFields(bytes)));
  }
  const pointer = tooDeep(text);
  if (pointer !== null)
    return no(
      refuse("nesting", { limit: nestingLimit }, [
        {
          pointer,
          reason: { zh: `嵌套超过 ${nestingLimit} 层`, en: `is nested deeper than ${nestingLimit} levels` },
        },
      ]),
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no(refuse("not_json", {}, [{ pointer: "", reason: { zh: "不是有效的 JSON", en: "is not valid JSON" } }]));
  }
  // Valid UTF-8 holds no surrogates and JSON no raw NUL: only an escape can bring them in.
  if (!text.includes("\\u")) return { ok: true, value };
  const bad: BadText[] = [];
  badTexts(value, "", false, bad);
  return bad.length === 0 ? { ok: true, value } : no(refuse("text", {}, faultsIn(bad)));
}
