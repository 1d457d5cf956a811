import { isShortName, mayBeName, namesShortly, shortNamesIn } from "./rules-names";

/**
 * What would give somebody away in a text that leaves: nothing that leaves for the subject identifies a reporter, so
 * her ids, contacts and names are refused in it. Source: `domain.md`, invariant 13.
 */

/** Half width, small letters: `ＺＨＡＮＧ` is `zhang`. */
const fold = (text: string) => text.normalize("NFKC").toLowerCase();
/** Letters and digits alone: `138 0013-8000` is `13800138000`. */
export const squeeze = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

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

/** A name of three or four Han characters, which is sought anywhere; for shorter ones see `rules-names.ts`. */
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
    // Shaped like a name, it would be sought by its capital letter alone.
    if (whole.length >= shortestMark) marks.add(isShortName(whole) ? whole.toLowerCase() : whole);
    for (const part of whole.split(/[\s,，;；:：/|()（）、]+/)) {
      if (isName(part)) marks.add(part);
      if (isHandle(part)) marks.add(part);
      // Of an address, whose it is: `zhang_wei` of `zhang_wei@example.test`, and of `@zhang_wei:example.test`.
      const local = /^@?([^@]+)/.exec(part)?.[1] ?? "";
      if (part.includes("@") && squeeze(local).length >= shortestPart) marks.add(local);
    }
    for (const name of shortNamesIn(whole)) marks.add(name);
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

/** Whether a text holds a mark, however it is spaced, cased or widened, and whatever stands beside it: asked of many. */
function holder(text: string): (mark: string) => boolean {
  const [folded, squeezed] = [fold(text), squeeze(text)];
  return (mark) => {
    const tight = squeeze(mark);
    return holds(folded, fold(mark)) || (tight.length >= shortestSqueezed && squeezed.includes(tight));
  };
}

/** Does a text hold any of these? */
export const contains = (text: string, marks: readonly string[]): boolean => marks.some(holder(text));

/** Whether a text tells who somebody is by a mark of hers, asked of many. A short name only where a person stands. */
export function teller(text: string): (mark: string) => boolean {
  const held = holder(text);
  return (mark) => (isShortName(mark) ? namesShortly(text, mark) : held(mark));
}

/** Does a text tell who somebody is, by any of her marks? */
export const mentions = (text: string, marks: readonly string[]): boolean => marks.some(teller(text));

/** Han characters alone, fewer than make an address: they may be words that anybody uses. */
const isWordLike = (mark: string) => /^\p{Script=Han}{1,5}$/u.test(mark);

/**
 * Does a mark tell somebody wherever it stands, so that a text about nobody in particular may be compared with it? A
 * number of a few digits, a word in Latin letters and a word that begins like no name may be anybody's.
 */
export const tellsAnywhere = (mark: string): boolean =>
  isWordLike(mark)
    ? mayBeName(mark)
    : squeeze(mark).length >= shortestSqueezed && /[\p{N}\p{Script=Han}@._-]/u.test(mark);
