import type { Excerpt } from "./canonical";
import type { FigureKey } from "./contract";
import { longDay, periodName } from "./words";

/** A piece of a paragraph; a figure carries its key, so that a screen can open the rows behind it. */
export type Run = { readonly text: string; readonly figure?: FigureKey };

/** The letter as a list of blocks that docx, pdf and the preview lay out alike (GB/T 9704-2012). */
export type Block =
  | { readonly kind: "title"; readonly lines: readonly string[] }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "addressee"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly runs: readonly Run[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "attachments"; readonly items: readonly string[] }
  | { readonly kind: "signature"; readonly provider: string; readonly date: string }
  | { readonly kind: "attachment"; readonly title: string; readonly name: string }
  | { readonly kind: "fact"; readonly label: string; readonly value: string };

/** The title of a letter on one line, for the properties of a file. */
export const titleOf = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === "title" ? block.lines : [])).join("");

/** How many rows of the ledger the letter itself shows. */
export const excerptRows = 5;

const plural =
  (content: Excerpt) =>
  (key: FigureKey): Run => ({ text: String(content.figures[key]), figure: key });

/** The letter of a disposition report. States only what the log shows; nothing is claimed of what it does not hold. */
export function letterOf(content: Excerpt): Block[] {
  const figure = plural(content);
  const start = new Date(content.period.start);
  const end = new Date(content.period.end);
  const period = periodName(start, end);
  const { provider, office, letterNumber } = content.letter;
  const kinds = content.byMeasure.map((row) => `${row.name}${row.count}项`).join("，");
  return [
    {
      kind: "title",
      lines: period.includes("至")
        ? [`关于${period}`, "违规互联网群组处置情况的报告"]
        : [`关于${period}违规互联网群组`, "处置情况的报告"],
    },
    { kind: "number", text: letterNumber },
    { kind: "addressee", text: `${office}：` },
    {
      kind: "paragraph",
      runs: [
        {
          text: `根据《互联网群组信息服务管理规定》第十一条，现将${provider}${period}处置违规群组及使用者的情况报告如下。`,
        },
      ],
    },
    { kind: "heading", text: "一、总体情况" },
    {
      kind: "paragraph",
      runs: [
        { text: "本期受理举报" },
        figure("received"),
        { text: "件，形成案件" },
        figure("cases"),
        { text: "件，作出处置决定" },
        figure("decisions"),
        { text: "件（其中不予处置" },
        figure("noViolation"),
        { text: "件），采取措施" },
        figure("measures"),
        { text: "项，其中关闭群组" },
        figure("closed"),
        { text: "个，列入黑名单" },
        figure("blacklisted"),
        { text: "个。本期收到执行回执" },
        figure("executed"),
        { text: "项。" },
      ],
    },
    ...(kinds === "" ? [] : [{ kind: "paragraph" as const, runs: [{ text: `按措施种类：${kinds}。` }] }]),
    { kind: "heading", text: "二、处置台账（节选，全表见附件1）" },
    {
      kind: "table",
      head: ["序号", "群组识别编码", "违规类型", "处置措施", "对象", "决定时间"],
      rows: content.first
        .slice(0, excerptRows)
        .map(({ cells }) => [0, 3, 7, 10, 11, 12].map((at) => cells[at] as string)),
    },
    { kind: "heading", text: "三、黑名单管理" },
    {
      kind: "paragraph",
      runs: [
        { text: "本期新增" },
        figure("blacklisted"),
        { text: "个，移出" },
        figure("unblacklisted"),
        { text: "个，期末在列" },
        figure("listed"),
        { text: "个。" },
      ],
    },
    { kind: "attachments", items: ["处置台账", "数据来源说明"] },
    { kind: "signature", provider, date: longDay(new Date(content.preparedAt)) },
    { kind: "attachment", title: "附件1", name: "处置台账" },
    {
      kind: "paragraph",
      runs: [{ text: `台账共${content.rows}行，以电子表格另附（xlsx、csv、json），内容同出一源。` }],
    },
    { kind: "attachment", title: "附件2", name: "数据来源说明" },
    {
      kind: "paragraph",
      runs: [
        {
          text: "本报告全部数字由本系统的只增审计日志在下列截止点重新计算得出。群组名称、类别、等级与成员数取自编制时的名册。",
        },
      ],
    },
    { kind: "fact", label: "编号", value: content.number },
    { kind: "fact", label: "规格", value: `${content.specification} v${content.specificationVersion}` },
    { kind: "fact", label: "期间", value: `${longDay(start)}零时起，${longDay(end)}零时止（不含），北京时间` },
    { kind: "fact", label: "日志截止", value: `${content.asOf.size}条` },
    { kind: "fact", label: "树根", value: content.asOf.root },
  ];
}
