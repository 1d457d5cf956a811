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

const makers = {
  csv: (rows: AsyncGenerator<string[][]>) => csvPieces(["a", "b"], rows),
  xlsx: (rows: AsyncGenerator<string[][]>) => workbookPieces("sheet", ["a", "b"], rows),
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
  for await (const piece of workbookPieces("a<b", ["=head", "b"], rows, 4)) pieces.push(piece);
  const files = unzipSync(Buffer.concat(pieces));
  const sheets = [1, 2, 3].map((n) => strFromU8(files[`xl/worksheets/sheet${n}.xml`] as Uint8Array));
  expect(sheets.map((xml) => xml.match(/<row>/g)?.length)).toEqual([4, 4, 2]);
  for (const xml of sheets) expect(xml).toContain("'=head");
  expect(strFromU8(files["xl/workbook.xml"] as Uint8Array)).toContain('name="a&lt;b 3"');
});
