import { createHash } from "node:crypto";
import ExcelJS from "exceljs";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import type { Sheet } from "../../kernel/workbook-parts";
import { sampleContent, sampleFigures } from "../testing/sample";
import { longOf } from "../testing/whole";
import { ledgerXlsx } from "./ledger";
import { workbookPieces } from "./workbook";

const at = new Date("2026-11-05T02:00:00.000Z");
const bytesOf = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};
/** Opened by a library that shares no code with the writer. */
async function opened(pieces: AsyncIterable<Uint8Array>): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load((await bytesOf(pieces)) as unknown as ExcelJS.Buffer);
  return workbook;
}
const sheetOf = (rows: Sheet["rows"], width = 1): Sheet => ({
  name: "一 & 二",
  widths: Array.from({ length: width }, () => 18),
  isHeadFrozen: true,
  rows,
});
const write = (...sheets: Sheet[]) => workbookPieces({ creator: "甲 <乙>", at, sheets });

describe("a workbook", () => {
  it.each([
    ["signs of XML", `<b attr="x">&amp;</b>`],
    ["an apostrophe", "it's"],
    ["white space at both ends", "  a  "],
    ["two lines", "一\n二"],
    ["what a formula looks like", '=HYPERLINK("http://x","y")'],
    ["digits, which stay text", "000123"],
    ["rare characters", "王珺𪛖😀"],
    ["nothing", ""],
  ])("keeps %s", async (_what, text) => {
    const cell = (await opened(write(sheetOf([[text]])))).worksheets[0]?.getCell("A1");
    expect(cell?.value ?? "").toBe(text);
    expect(cell?.numFmt).toBe("@");
  });

  it("writes what looks like an escape so that it is read as what it was (ECMA-376, ST_Xstring)", async () => {
    const files = unzipSync(await bytesOf(write(sheetOf([["_x0041_ _x005F_x0041_ _x00zz_"]]))));
    const sheet = new TextDecoder().decode(files["xl/worksheets/sheet1.xml"]);
    expect(sheet).toContain("<t>_x005F_x0041_ _x005F_x005F_x005F_x0041_ _x00zz_</t>");
  });

  it("drops what XML has no place for", async () => {
    const workbook = await opened(write(sheetOf([["a\u0000\u0008b\uFFFEc"]])));
    expect(workbook.worksheets[0]?.getCell("A1").value).toBe("abc");
  });

  it("names its columns beyond Z, freezes its head, and says who made it when", async () => {
    const row = Array.from({ length: 30 }, (_, nth) => nth);
    const workbook = await opened(write(sheetOf([row, row], 30)));
    const [sheet] = workbook.worksheets;
    expect([sheet?.name, sheet?.getCell("AD2").value, sheet?.rowCount]).toEqual(["一 & 二", 29, 2]);
    expect(sheet?.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
    expect(sheet?.getColumn(30).width).toBe(18);
    expect([workbook.creator, workbook.created, workbook.modified]).toEqual(["甲 <乙>", at, at]);
  });

  it("is the same bytes each time, and asks for rows no sooner than it needs them", async () => {
    let asked = 0;
    const rows = function* () {
      for (; asked < 50_000; asked++) yield [`行 ${asked}`];
    };
    const pieces = write(sheetOf(rows()));
    let seen = 0;
    while (asked === 0) seen += (await pieces.next()).value?.length ?? 0;
    expect(asked).toBeLessThan(5_000);
    for await (const piece of pieces) seen += piece.length;
    expect(asked).toBe(50_000);
    asked = 0;
    expect((await bytesOf(write(sheetOf(rows())))).length).toBe(seen);
  });
});

it("has the bytes that the writer before this one made: what is sealed can be made again", async () => {
  const rows = [
    ["甲", 1],
    ['_x0041_ <&> "', 2],
    ["  两\n行", 3],
  ];
  const bytes = await bytesOf(write(sheetOf(rows, 2), { ...sheetOf([["乙"]]), name: "二", isHeadFrozen: false }));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(
    "c26b117f450f1100a646b4ecafc57b037cb764d10d9f1ba6c3b4e55483f5f486",
  );
});

it("the ledger as a workbook: figures as numbers, every cell of the ledger as text", async () => {
  const content = sampleContent("王珺、张赟与李堃的群");
  const [figures, ledger] = (await opened(ledgerXlsx(longOf(content)))).worksheets;
  expect([figures?.name, ledger?.name]).toEqual(["汇总", "处置台账"]);
  expect(figures?.getColumn(2).values.slice(2)).toEqual(Object.values(sampleFigures));
  expect(ledger?.rowCount).toBe(1 + content.ledger.length);
  const second = content.ledger[0]?.cells.map((_, nth) => ledger?.getRow(2).getCell(nth + 1).value ?? "");
  expect(second).toEqual(content.ledger[0]?.cells);
});
