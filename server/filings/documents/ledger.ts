import { csvLine } from "../../kernel/cells";
import type { Excerpt, LongContent } from "../canonical";
import { ledgerColumns } from "../canonical";
import { type FigureKey, figureKeys } from "../contract";
import { workbookPieces } from "./workbook";

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

const pieceCharacters = 65_536;

async function* csvOf(
  rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): AsyncGenerator<Uint8Array> {
  let text = "\uFEFF";
  for await (const row of rows) {
    text += csvLine(row);
    if (text.length < pieceCharacters) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  yield Buffer.from(text, "utf8");
}

async function* ledgerRows(content: LongContent): AsyncGenerator<readonly string[]> {
  yield ledgerColumns;
  for await (const { cells } of content.ledger()) yield cells;
}

/** The ledger row by row, RFC 4180 with a byte order mark. */
export const ledgerCsv = (content: LongContent) => csvOf(ledgerRows(content));

/** The figures, one a line: key, name, count. */
export const figuresCsv = (content: Excerpt) =>
  csvOf([["键", "名称", "数"], ...figureKeys.map((key) => [key, figureNames[key], String(content.figures[key])])]);

/** Figures and ledger as a workbook; every cell of the ledger is text, so that codes stay what they are. */
export const ledgerXlsx = (content: LongContent) =>
  workbookPieces({
    creator: content.letter.provider,
    at: new Date(content.preparedAt),
    sheets: [
      {
        name: "汇总",
        widths: [20, 12],
        isHeadFrozen: false,
        rows: [["名称", "数"], ...figureKeys.map((key) => [figureNames[key], content.figures[key]])],
      },
      {
        name: "处置台账",
        widths: ledgerColumns.map(() => 18),
        isHeadFrozen: true,
        rows: ledgerRows(content),
      },
    ],
  });
