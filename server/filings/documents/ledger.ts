import { PassThrough } from "node:stream";
import ExcelJS from "exceljs";
import type { FilingContent } from "../canonical";
import { ledgerColumns } from "../canonical";
import { type FigureKey, figureKeys } from "../contract";
import { rezip } from "./zip";

/** How the papers name the figures. */
export const figureNames: Readonly<Record<FigureKey, string>> = {
  received: "受理举报",
  cases: "形成案件",
  decisions: "处置决定",
  noViolation: "不予处置",
  measures: "采取措施",
  executed: "收到执行回执",
  closed: "关闭群组",
  blacklisted: "列入黑名单",
  unblacklisted: "移出黑名单",
  listed: "期末在列",
};

/** A cell that a spreadsheet would run as a formula is given a leading apostrophe. */
const inert = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const quoted = (cell: string) => `"${inert(cell).replaceAll('"', '""')}"`;
const csv = (rows: readonly (readonly string[])[]) =>
  Buffer.from(`\uFEFF${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`, "utf8");

/** The ledger row by row, RFC 4180 with a byte order mark. */
export const ledgerCsv = (content: FilingContent) => csv([ledgerColumns, ...content.ledger.map(({ cells }) => cells)]);

/** The figures, one a line: key, name, count. */
export const figuresCsv = (content: FilingContent) =>
  csv([["键", "名称", "数"], ...figureKeys.map((key) => [key, figureNames[key], String(content.figures[key])])]);

/** Figures and ledger as a workbook; every cell of the ledger is text, so that codes stay what they are. */
export async function ledgerXlsx(content: FilingContent): Promise<Buffer> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false });
  const at = new Date(content.preparedAt);
  workbook.creator = content.letter.provider;
  workbook.created = at;
  workbook.modified = at;

  const figures = workbook.addWorksheet("汇总");
  figures.columns = [
    { header: "名称", width: 20 },
    { header: "数", width: 12 },
  ];
  for (const key of figureKeys) figures.addRow([figureNames[key], content.figures[key]]).commit();
  figures.commit();

  const ledger = workbook.addWorksheet("处置台账", { views: [{ state: "frozen", ySplit: 1 }] });
  ledger.columns = ledgerColumns.map((header) => ({ header, width: 18, style: { numFmt: "@" } }));
  for (const { cells } of content.ledger) ledger.addRow([...cells]).commit();
  ledger.commit();
  await workbook.commit();
  return rezip(Buffer.concat(chunks), at);
}
