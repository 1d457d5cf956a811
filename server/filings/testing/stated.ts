import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { type FigureKey, figureKeys } from "../contract";
import { figureNames } from "../documents/ledger";

type Stated = Readonly<Record<FigureKey, number>>;

/** Opens a document with LibreOffice, in a profile of its own, and reads what it exports. */
function opened(file: string, folder: string, to: string, extension: string): string {
  execFileSync(
    "soffice",
    [
      `-env:UserInstallation=file://${folder}/profile`,
      "--headless",
      "--convert-to",
      to,
      "--outdir",
      `${folder}/opened`,
      file,
    ],
    { stdio: "ignore", timeout: 120_000 },
  );
  return readFileSync(path.join(folder, "opened", path.basename(file).replace(/\.\w+$/, extension)), "utf8");
}

export const docxText = (file: string, folder: string) => opened(file, folder, "txt:Text (encoded):UTF8", ".txt");
export const pdfText = (file: string) => execFileSync("pdftotext", [file, "-"], { encoding: "utf8" });
/** The first sheet. */
export const xlsxRows = (file: string, folder: string) =>
  parse(opened(file, folder, "csv:Text - txt - csv (StarCalc):44,34,76,1", ".csv"), {
    relax_column_count: true,
  }) as string[][];
export const csvRows = (file: string) =>
  parse(readFileSync(file, "utf8"), { bom: true, relax_column_count: true }) as string[][];

/** The figures that a letter states, found by the words around them. */
export function figuresInLetter(text: string): Stated {
  const flat = text.replace(/\s+/g, "");
  const number = (pattern: RegExp) => Number(pattern.exec(flat)?.[1]);
  return {
    received: number(/本期受理举报(\d+)件/),
    cases: number(/形成案件(\d+)件/),
    decisions: number(/作出处置决定(\d+)件/),
    noViolation: number(/其中不予处置(\d+)件/),
    measures: number(/采取措施(\d+)项/),
    closed: number(/其中关闭群组(\d+)个/),
    blacklisted: number(/列入黑名单(\d+)个/),
    executed: number(/收到执行回执(\d+)项/),
    unblacklisted: number(/移出(\d+)个/),
    listed: number(/期末在列(\d+)个/),
  };
}

/** The figures in a table: the row of each name, its last cell. */
export const figuresInTable = (rows: readonly (readonly string[])[]): Stated =>
  Object.fromEntries(
    figureKeys.map((key) => [key, Number(rows.find((row) => row.includes(figureNames[key]))?.at(-1))]),
  ) as Stated;
