import ExcelJS from "exceljs";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { csvLine, csvPieces, inert } from "./cells";
import { workbookPieces } from "./workbook";

const dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"];

describe("cells", () => {
  it.each(dangerous)("that begin like %j are defused", (cell) => {
    expect(inert(cell)).toBe(`'${cell}`);
  });
  it.each(["", "a=1", "G-3107-4482", "'quoted", "2026-11-22", " =1"])("like %j stay as they are", (cell) => {
    expect(inert(cell)).toBe(cell);
  });
  it("are quoted by RFC 4180", () => {
    expect(csvLine(['a"b', "c,d", "e\r\nf", "=x"])).toBe('"a""b","c,d","e\r\nf","\'=x"\r\n');
  });
});

/** Batches of rows, and how far a reader has asked for them. */
function source(batches: number, size: number) {
  const counted = { asked: 0 };
  const rows = async function* () {
    for (let at = 0; at < batches; at++) {
      counted.asked++;
      yield Array.from({ length: size }, (_, n) => [`row ${at * size + n}`, `${Math.sin(at * size + n)}`]);
    }
  };
  return { counted, rows: rows() };
}

const made = { creator: "Docket", at: new Date("2026-11-22T06:00:00Z") };
const makers = {
  csv: (rows: AsyncGenerator<string[][]>) => csvPieces(["a", "b"], rows),
  xlsx: (rows: AsyncGenerator<string[][]>) => workbookPieces("sheet", ["a", "b"], rows, made),
};

describe.each(Object.keys(makers) as (keyof typeof makers)[])("%s, piece by piece", (kind) => {
  it("gives a batch away before it asks for the one after the next, and no piece grows with the file", async () => {
    const batches = 100;
    const { counted, rows } = source(batches, 1_000);
    let [longest, written, before] = [0, 0, 0];
    for await (const piece of makers[kind](rows)) {
      [longest, written] = [Math.max(longest, piece.length), written + piece.length];
      // Packing keeps back a window and a buffer of its output; nothing keeps back more than a few batches.
      expect(counted.asked - before).toBeLessThanOrEqual(4);
      before = counted.asked;
    }
    expect(counted.asked).toBe(batches);
    expect(longest).toBeLessThan(written / 10);
  });

  it("stops asking once nobody takes", async () => {
    const { counted, rows } = source(100, 1_000);
    const pieces = makers[kind](rows);
    await pieces.next();
    await pieces.next();
    await pieces.return(undefined);
    expect(counted.asked).toBeLessThan(7);
  });
});

it("goes on in a further sheet, header and all, when one is full", async () => {
  const { rows } = source(1, 7);
  const pieces: Uint8Array[] = [];
  for await (const piece of workbookPieces("a<b", ["=head", "b"], rows, made, 4)) pieces.push(piece);
  const files = unzipSync(Buffer.concat(pieces));
  const sheets = [1, 2, 3].map((n) => strFromU8(files[`xl/worksheets/sheet${n}.xml`] as Uint8Array));
  const numbers = sheets.map((xml) => [...xml.matchAll(/<row r="(\d+)">/g)].map(([, number]) => Number(number)));
  expect(numbers).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4],
    [1, 2],
  ]);
  for (const xml of sheets) expect(xml).toContain("'=head");
  expect(strFromU8(files["xl/workbook.xml"] as Uint8Array)).toContain('name="a&lt;b 3"');
});

it("is opened by a library that shares no code with the writer: each row and cell says where it stands", async () => {
  const long = "长".repeat(40_000);
  const rows = async function* () {
    yield [
      ["=1+1", "0012"],
      ['a<b>&"c"', "两\n行"],
    ];
    yield [
      ["", "丙"],
      ["\u0000 b", long],
    ];
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of workbookPieces("一 & 二", ["甲", "乙"], rows(), made)) pieces.push(piece);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.concat(pieces) as unknown as ExcelJS.Buffer);
  const [sheet] = workbook.worksheets;
  const cells = [1, 2, 3, 4, 5].map((row) => ["A", "B"].map((column) => sheet?.getCell(`${column}${row}`).value ?? ""));
  expect(cells).toEqual([
    ["甲", "乙"],
    ["'=1+1", "0012"],
    ['a<b>&"c"', "两\n行"],
    ["", "丙"],
    [" b", long.slice(0, 32_767)],
  ]);
  expect([sheet?.name, sheet?.views[0]?.state, workbook.creator]).toEqual(["一 & 二", "frozen", "Docket"]);
});
