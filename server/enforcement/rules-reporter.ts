import type { DecideCase } from "./contract";

/**
 * What would give a reporter away in a text that leaves. Nothing that leaves for the subject identifies a reporter: her
 * ids and contacts are refused, long passages in her own words are warned of. Source: `domain.md`, invariant 13.
 */

/** Half width, small letters: `ＺＨＡＮＧ` is `zhang`. */
const fold = (text: string) => text.normalize("NFKC").toLowerCase();
/** Letters and digits alone: `138 0013-8000` is `13800138000`. */
const squeeze = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

/** Shorter than this, a mark occurs in ordinary words; squeezed together, it must be longer. */
const shortestMark = 4;
const shortestSqueezed = 7;
/** Part of a longer contact: `lixiaomei7788` of `微信 lixiaomei7788`. */
const shortestPart = 6;

/** Words for kinds of contact and for anybody: they tell nobody. */
const plainWords = new Set(
  "wechat weixin telegram whatsapp signal alipay mobile contact number e-mail anonymous reporter 微信号 手机号 手机号码 电话号 电话号码 联系人 联系电话 联系方式 支付宝 邮箱 电子邮箱 电子邮件 举报人 投诉人 座机号 办公室 值班室 不方便 不愿意 请保密 匿名者".split(
    " ",
  ),
);

/** A name of three or four Han characters; one of two is a word like others. */
const isName = (part: string) => /^\p{Script=Han}{3,4}$/u.test(part) && !plainWords.has(part);

/** A host: many have the same. */
const isHost = (part: string) => /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i.test(part);

/** A word in Latin letters or digits that is hers: not a kind of contact, not a host. */
const isHandle = (word: string) =>
  squeeze(word).length >= shortestPart && /[a-z0-9]/.test(fold(word)) && !plainWords.has(fold(word)) && !isHost(word);

/**
 * The marks of one reporter: what she is called outside, and each part of it that tells her by itself.
 *
 * @param said ids and contacts as they came with her report.
 */
export function marksIn(said: readonly string[]): string[] {
  const marks = new Set<string>();
  for (const each of said) {
    const whole = each.trim();
    if (whole.length >= shortestMark) marks.add(whole);
    for (const part of whole.split(/[\s,，;；:：/|()（）、]+/)) {
      if (isName(part)) marks.add(part);
      if (isHandle(part)) marks.add(part);
      // Of an address, whose it is: `zhang_wei` of `zhang_wei@example.test`, and of `@zhang_wei:example.test`.
      const local = /^@?([^@]+)/.exec(part)?.[1] ?? "";
      if (part.includes("@") && squeeze(local).length >= shortestPart) marks.add(local);
    }
  }
  return [...marks];
}

const isWord = (character: string | undefined) => character !== undefined && /[a-z0-9]/.test(character);

/** Does a text hold this mark, and not as a piece of a longer word or number? */
function holds(text: string, mark: string): boolean {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const isPiece =
      (isWord(mark[0]) && isWord(text[at - 1])) || (isWord(mark.at(-1)) && isWord(text[at + mark.length]));
    if (!isPiece) return true;
  }
  return false;
}

/** Does a text hold any of these marks, however it is spaced, cased or widened? */
export function mentions(text: string, marks: readonly string[]): boolean {
  const [folded, squeezed] = [fold(text), squeeze(text)];
  return marks.some((mark) => {
    const tight = squeeze(mark);
    return holds(folded, fold(mark)) || (tight.length >= shortestSqueezed && squeezed.includes(tight));
  });
}

/** Sixteen Han characters, or forty letters: as much as nobody writes by chance. */
const weights = { han: 5, other: 2 } as const;
const passageWeight = 80;
/** The fewest characters that can weigh as much. */
const shortestPassage = passageWeight / weights.han;

const weightOf = (text: string) => {
  let weight = 0;
  for (const character of text) weight += /\p{Script=Han}/u.test(character) ? weights.han : weights.other;
  return weight;
};

/**
 * Does a text repeat a long passage of another, word for word? Spaces, signs, case and width do not hide it.
 *
 * @param sources what reporters wrote; compared up to the length that a report may have.
 */
export function quotes(text: string, sources: readonly string[]): boolean {
  const own = squeeze(text);
  if (own.length < shortestPassage) return false;
  const starts = new Map<string, number[]>();
  for (let at = 0; at + shortestPassage <= own.length; at++) {
    const piece = own.slice(at, at + shortestPassage);
    starts.set(piece, [...(starts.get(piece) ?? []), at]);
  }
  for (const source of sources) {
    const other = squeeze(source);
    for (let at = 0; at + shortestPassage <= other.length; at++)
      for (const start of starts.get(other.slice(at, at + shortestPassage)) ?? []) {
        let length = shortestPassage;
        while (start + length < own.length && own[start + length] === other[at + length]) length++;
        if (weightOf(own.slice(start, start + length)) >= passageWeight) return true;
      }
  }
  return false;
}

type Leaving = Pick<DecideCase, "facts" | "measures" | "provisional">;

/** What of a decision leaves as somebody wrote it, by field. */
export const leavingTexts = ({ facts, measures, provisional }: Leaving) => [
  { pointer: "/facts", text: facts },
  { pointer: "/provisional/reason", text: provisional?.reason ?? "" },
  ...measures.flatMap((measure, at) => {
    const { items } = measure.parameters;
    return [
      { pointer: `/measures/${at}/facts`, text: measure.facts ?? "" },
      { pointer: `/measures/${at}/parameters/items`, text: Array.isArray(items) ? items.join("\n") : "" },
    ];
  }),
];

/** Fields of a decision that repeat a long passage of what reporters wrote. */
export const quotingFields = (input: Leaving, sources: readonly string[]): string[] =>
  leavingTexts(input)
    .filter(({ text }) => quotes(text, sources))
    .map(({ pointer }) => pointer);
