import { type BothLanguages, type Citation, laws, type MeasureKey, type RungMeasure } from "./contract";

const phrases: Record<MeasureKey, BothLanguages> = {
  warn: { zh: "警示", en: "warn" },
  warn_and_rectify: { zh: "警示整改", en: "warn and rectify" },
  suspend_posting: { zh: "暂停发布", en: "suspend posting" },
  close_group: { zh: "关闭群组", en: "close group" },
  lower_credit: { zh: "降低信用等级", en: "lower credit" },
  suspend_management: { zh: "暂停管理权限", en: "suspend management" },
  revoke_founding: { zh: "取消建群资格", en: "revoke founding" },
  blacklist: { zh: "列入黑名单", en: "blacklist" },
  remove_content: { zh: "删除信息", en: "remove content" },
};

/** Measures whose days are their length, so that a sentence says them. */
export const timed: readonly MeasureKey[] = [
  "suspend_posting",
  "lower_credit",
  "suspend_management",
  "revoke_founding",
];

/** A measure in words: `暂停发布 7 天`, `suspend posting 7 days`. */
export function measurePhrase({ key, days }: Pick<RungMeasure, "key" | "days">): BothLanguages {
  const { zh, en } = phrases[key];
  if (days === null || !timed.includes(key)) return { zh, en };
  return { zh: `${zh} ${days} 天`, en: `${en} ${days} ${days === 1 ? "day" : "days"}` };
}

const digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"] as const;

/** 1–999 in Chinese numerals, as articles are counted: 十五, 四十八, 一百零二. */
export function chineseNumber(value: number): string {
  if (value >= 100) {
    const rest = value % 100;
    const tail = rest === 0 ? "" : rest < 10 ? `零${digits[rest]}` : `${digits[Math.floor(rest / 10)]}${tens(rest)}`;
    return `${digits[Math.floor(value / 100)]}百${tail}`;
  }
  if (value < 10) return digits[value] as string;
  return `${value < 20 ? "" : digits[Math.floor(value / 10)]}${tens(value)}`;
}
const tens = (value: number) => `十${value % 10 === 0 ? "" : digits[value % 10]}`;

/** A citation as papers write it: law, version, article and what of it. */
export function citationText({ law, version, article, paragraph, item }: Citation): BothLanguages {
  const zh = [`第${chineseNumber(article)}条`];
  const en = [`art. ${article}`];
  if (paragraph) {
    zh.push(`第${chineseNumber(paragraph)}款`);
    en.push(`para. ${paragraph}`);
  }
  if (item) {
    zh.push(`第${chineseNumber(item)}项`);
    en.push(`item ${item}`);
  }
  return { zh: `《${law}》（${version}）${zh.join("")}`, en: `${laws[law].en} (${version}), ${en.join(", ")}` };
}
