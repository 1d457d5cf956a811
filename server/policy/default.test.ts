import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Citation, type LawName, laws, PolicyDocument } from "./contract";
import { defaultDocument } from "./default";
import { documentFaults } from "./rules-publish";
import { chineseNumber, citationText } from "./rules-words";

const folder = path.resolve("..", "shared", "regulation");
const files: Record<LawName, string> = {
  互联网群组信息服务管理规定: "articles.json",
  网络安全法: "cybersecurity-law-2025.md",
  个人信息保护法: "personal-information-protection-law-2021.md",
  反电信网络诈骗法: "anti-telecom-fraud-law-2022.md",
  未成年人网络保护条例: "minors-online-protection-regulation-2023.md",
  互联网信息服务管理办法: "internet-information-services-measures-2011.md",
};

/** Words that the cited passage must hold for the citation to say what the leaf says. */
const says: Record<string, string> = {
  "互联网群组信息服务管理规定 10": "法律法规和国家有关规定禁止的信息内容",
  "互联网群组信息服务管理规定 11.1": "警示整改、暂停发布、关闭群组",
  "互联网群组信息服务管理规定 11.2": "降低信用等级、暂停管理权限、取消建群资格",
  "互联网群组信息服务管理规定 11.3": "黑名单",
  "网络安全法 13.2": "侵害他人名誉、隐私、知识产权",
  "网络安全法 29": "窃取网络数据",
  "网络安全法 46": "非法出售或者非法向他人提供个人信息",
  "网络安全法 48": "实施诈骗，传授犯罪方法，制作或者销售违禁物品、管制物品",
  "网络安全法 49": "立即停止传输该信息，采取消除等处置措施",
  "个人信息保护法 10": "非法买卖、提供或者公开他人个人信息",
  "反电信网络诈骗法 25.1": "提供下列支持或者帮助",
  "反电信网络诈骗法 31.1": "非法买卖、出租、出借电话卡",
  "反电信网络诈骗法 38": "组织、策划、实施、参与电信网络诈骗活动",
  "未成年人网络保护条例 22.1": "引诱自残自杀",
  "未成年人网络保护条例 22.2": "有关未成年人的淫秽色情网络信息",
  "未成年人网络保护条例 25": "诱骗、强迫未成年人接触",
  "未成年人网络保护条例 26.1": "侮辱、诽谤、威胁或者恶意损害形象",
  "未成年人网络保护条例 27": "组织、教唆、胁迫、引诱、欺骗、帮助未成年人实施违法犯罪行为",
  "互联网信息服务管理办法 15": "不得制作、复制、发布、传播含有下列内容的信息",
  "互联网信息服务管理办法 15/4": "煽动民族仇恨、民族歧视",
  "互联网信息服务管理办法 15/6": "散布谣言，扰乱社会秩序",
  "互联网信息服务管理办法 15/7": "淫秽、色情、赌博、暴力、凶杀、恐怖或者教唆犯罪",
  "互联网信息服务管理办法 15/8": "侮辱或者诽谤他人，侵害他人合法权益",
};

/** The paragraphs of an article; the items of a list stay with the paragraph that opens it. */
function paragraphsOf(law: LawName, article: number): string[] {
  const text = readFileSync(path.join(folder, files[law]), "utf8");
  if (files[law].endsWith(".json")) {
    const articles = JSON.parse(text) as { article: number; text: string }[];
    return articles.find((each) => each.article === article)?.text.split("\n") ?? [];
  }
  const plain = text.replaceAll("**", "");
  const begins = new RegExp(`^第${chineseNumber(article)}条[\\s　]`, "m").exec(plain);
  if (!begins) return [];
  const rest = plain.slice(begins.index);
  const ends = /\n(?:第[一二三四五六七八九十百零]+条[\s　]|#)/.exec(rest);
  const paragraphs: string[] = [];
  for (const line of rest
    .slice(0, ends?.index)
    .split("\n")
    .filter((each) => each.trim()))
    if (/^[（(][一二三四五六七八九十]+[）)]/.test(line)) paragraphs[paragraphs.length - 1] += `\n${line}`;
    else paragraphs.push(line);
  return paragraphs;
}

const keyOf = ({ law, article, paragraph, item }: Citation) =>
  `${law} ${article}${paragraph ? `.${paragraph}` : ""}${item ? `/${item}` : ""}`;

const { group, account } = defaultDocument.measureGrounds;
const citations = [
  ...defaultDocument.taxonomy.flatMap(({ legal }) => legal),
  ...Object.values(group).flat(),
  ...Object.values(account).flat(),
];

describe.skipIf(!existsSync(folder))(
  "every citation, read beside the official text (skipped where it is absent)",
  () => {
    test.each(citations.map((citation) => [keyOf(citation), citation] as const))("%s says it", (key, citation) => {
      expect(citation.version).toBe(laws[citation.law].version);
      const paragraphs = paragraphsOf(citation.law, citation.article);
      const cited = citation.paragraph ? paragraphs[citation.paragraph - 1] : paragraphs.join("\n");
      const passage = citation.item
        ? cited?.split("\n").find((line) => new RegExp(`^[（(]${chineseNumber(citation.item ?? 0)}[）)]`).test(line))
        : cited;
      expect(says[key], `no words are stated for ${key}`).toBeDefined();
      expect(passage ?? "").toContain(says[key]);
    });

    test("a wrong article, paragraph or item would be noticed", () => {
      expect(paragraphsOf("网络安全法", 500)).toEqual([]);
      expect(paragraphsOf("未成年人网络保护条例", 22)).toHaveLength(2);
      expect(paragraphsOf("网络安全法", 48).join()).not.toContain("赌博");
    });
  },
);

describe("the default document", () => {
  test("is well-formed and makes sense", () => {
    expect(PolicyDocument.parse(defaultDocument)).toEqual(defaultDocument);
    expect(documentFaults(defaultDocument)).toEqual([]);
  });

  test("puts harm to people first, and has one leaf for other content prohibited by law", () => {
    const branches = defaultDocument.taxonomy.filter(({ parent }) => parent === null);
    expect(branches.slice(0, 3).map(({ key }) => key)).toEqual(["minors", "fraud", "violence"]);
    const leaves = defaultDocument.taxonomy.filter(({ severity }) => severity !== null);
    expect(leaves.filter(({ parent }) => parent === "other")).toHaveLength(1);
    expect(leaves.filter(({ harm }) => harm).length).toBeGreaterThan(leaves.length * 0.8);
  });

  test("keeps child abuse material to hash and reference, as critical", () => {
    expect(defaultDocument.taxonomy.filter(({ hashOnly }) => hashOnly)).toMatchObject([
      { key: "child_abuse_material", severity: 4 },
    ]);
  });

  test("claims no law for spam", () => {
    expect(defaultDocument.taxonomy.filter(({ parent }) => parent === "spam").flatMap(({ legal }) => legal)).toEqual(
      [],
    );
  });
});

test.each([
  [1, "一"],
  [10, "十"],
  [15, "十五"],
  [20, "二十"],
  [48, "四十八"],
  [100, "一百"],
  [102, "一百零二"],
  [110, "一百一十"],
  [119, "一百一十九"],
  [120, "一百二十"],
  [999, "九百九十九"],
])("%i is written %s", (value, text) => {
  expect(chineseNumber(value)).toBe(text);
});

test("a citation names law, version, article, paragraph and item", () => {
  expect(citationText({ law: "网络安全法", version: "2025", article: 13, paragraph: 2 })).toEqual({
    zh: "《网络安全法》（2025）第十三条第二款",
    en: "Cybersecurity Law (2025), art. 13, para. 2",
  });
  expect(citationText({ law: "互联网信息服务管理办法", version: "2011", article: 15, item: 7 }).zh).toBe(
    "《互联网信息服务管理办法》（2011）第十五条第七项",
  );
});
