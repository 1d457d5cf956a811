import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  type IRunOptions,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import type { Excerpt } from "../canonical";
import { type Block, letterOf, titleOf } from "../letter";
import { rezip } from "./zip";

/** GB/T 9704-2012. Fonts are named and left for Word to substitute; sizes in half points, lengths in twips. */
const layout = {
  margin: {
    top: convertMillimetersToTwip(37),
    left: convertMillimetersToTwip(28),
    right: convertMillimetersToTwip(26),
    bottom: convertMillimetersToTwip(35),
  },
  lineTwips: 29 * 20,
  characterTwips: 16 * 20,
  title: 44,
  body: 32,
  table: 21,
  page: 28,
} as const;

const face = (eastAsia: string) => ({ ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia });
const body = face("仿宋_GB2312");
const heading = face("黑体");
const titleFace = face("方正小标宋简体");

const line = { line: layout.lineTwips, lineRule: LineRuleType.EXACT } as const;

const paragraph = (
  runs: readonly (IRunOptions | string)[],
  options: {
    indent?: boolean;
    align?: (typeof AlignmentType)[keyof typeof AlignmentType];
    font?: ReturnType<typeof face>;
    size?: number;
    breakBefore?: boolean;
    rightTwips?: number;
  } = {},
) =>
  new Paragraph({
    spacing: line,
    alignment: options.align ?? AlignmentType.LEFT,
    pageBreakBefore: options.breakBefore ?? false,
    indent: {
      ...(options.indent ? { firstLine: 2 * layout.characterTwips } : {}),
      ...(options.rightTwips ? { right: options.rightTwips } : {}),
    },
    children: runs.map(
      (run) =>
        new TextRun({
          font: options.font ?? body,
          size: options.size ?? layout.body,
          ...(typeof run === "string" ? { text: run } : run),
        }),
    ),
  });

const edge = { style: BorderStyle.SINGLE, size: 4, color: "000000" } as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [head, ...rows].map(
      (cells, at) =>
        new TableRow({
          tableHeader: at === 0,
          cantSplit: true,
          children: cells.map(
            (text) =>
              new TableCell({
                borders: { top: edge, bottom: edge, left: edge, right: edge },
                margins: { top: 40, bottom: 40, left: 60, right: 60 },
                children: [
                  new Paragraph({
                    children: [new TextRun({ text, font: at === 0 ? heading : body, size: layout.table })],
                  }),
                ],
              }),
          ),
        }),
    ),
  });

const blank = () => paragraph([""]);

function render(block: Block): (Paragraph | Table)[] {
  switch (block.kind) {
    case "title":
      return block.lines.map((text) =>
        paragraph([text], { align: AlignmentType.CENTER, font: titleFace, size: layout.title }),
      );
    case "number":
      return [paragraph([block.text], { align: AlignmentType.CENTER }), blank()];
    case "addressee":
      return [paragraph([block.text])];
    case "heading":
      return [paragraph([block.text], { indent: true, font: heading })];
    case "paragraph":
      return [paragraph([block.runs.map((run) => run.text).join("")], { indent: true, align: AlignmentType.BOTH })];
    case "table":
      return [table(block.head, block.rows), blank()];
    case "attachments":
      return [
        blank(),
        ...block.items.map((item, at) =>
          paragraph([`${at === 0 ? "附件：" : "　　　"}${at + 1}. ${item}`], { indent: true }),
        ),
        blank(),
        blank(),
      ];
    case "signature":
      return [
        paragraph([block.provider], { align: AlignmentType.RIGHT, rightTwips: 4 * layout.characterTwips }),
        paragraph([block.date], { align: AlignmentType.RIGHT, rightTwips: 4 * layout.characterTwips }),
      ];
    case "attachment":
      return [
        paragraph([block.title], { font: heading, breakBefore: true }),
        paragraph([block.name], { align: AlignmentType.CENTER, font: titleFace, size: layout.title }),
      ];
    case "fact":
      return [paragraph([`${block.label}：${block.value}`], { indent: true })];
  }
}

/** The letter as docx. The same content gives the same bytes. */
export async function docxOf(content: Excerpt): Promise<Buffer> {
  const blocks = letterOf(content);
  const document = new Document({
    title: titleOf(blocks),
    creator: content.letter.provider,
    sections: [
      {
        properties: {
          page: {
            size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
            margin: { ...layout.margin, footer: convertMillimetersToTwip(28) },
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [
                  new TextRun({ font: face("宋体"), size: layout.page, children: ["— ", PageNumber.CURRENT, " —"] }),
                ],
              }),
            ],
          }),
        },
        children: blocks.flatMap(render),
      },
    ],
  });
  return rezip(await Packer.toBuffer(document), new Date(content.preparedAt));
}
