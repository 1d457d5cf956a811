/** A sheet: its rows come as they are asked for. A number is a number cell, a text stays the text that it is. */
export type Sheet = {
  readonly name: string;
  /** Of each column, in characters. */
  readonly widths: readonly number[];
  readonly isHeadFrozen: boolean;
  readonly rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
};
type Cell = string | number;

/** Who made a workbook, and when. */
export type Made = { readonly creator: string; readonly at: Date };
export type Workbook = Made & { readonly sheets: readonly Sheet[] };

/** A file of the package: its bytes in pieces, made when they are asked for. */
export type Part = { readonly name: string; readonly pieces: AsyncIterable<Uint8Array> };

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const pieceCharacters = 65_536;
/** Longest text of a cell. The format's own limit. */
const cellLength = 32_767;

const replaced: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** What XML 1.0 has no place for. */
const unprintable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const special = /[&<>"]|[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]|_x[0-9A-Fa-f]{4}_/u;

/** A text as XML shows it. `_x0041_` would be read as an escape (ECMA-376, ST_Xstring), so its first sign is one. */
function escaped(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replaceAll(unprintable, "")
    .replaceAll(/[&<>"]/g, (sign) => replaced[sign] as string)
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_");
}

/** `A` to `Z`, `AA` …, from 0. */
function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last;
}

function cellOf(value: Cell, place: string): string {
  if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
  const text = value.length > cellLength ? value.slice(0, cellLength) : value;
  const space = /^\s|\s$|[\r\n]/.test(text) ? ' xml:space="preserve"' : "";
  return `<c r="${place}" s="1" t="inlineStr"><is><t${space}>${escaped(text)}</t></is></c>`;
}

/** The XML of one sheet: what it begins with, its rows from number 1, what it ends with. */
export function sheetXml({ widths, isHeadFrozen }: Pick<Sheet, "widths" | "isHeadFrozen">) {
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  const pane = isHeadFrozen ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : "";
  const names = widths.map((_, at) => columnName(at));
  return {
    start: `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`,
    row: (cells: readonly Cell[], number: number): string =>
      `<row r="${number}">${cells.map((value, at) => cellOf(value, `${names[at] ?? columnName(at)}${number}`)).join("")}</row>`,
    end: "</sheetData></worksheet>",
  };
}

async function* sheetPieces(sheet: Sheet): AsyncGenerator<Uint8Array> {
  const { start, row, end } = sheetXml(sheet);
  let text = start;
  let number = 0;
  for await (const cells of sheet.rows) {
    number++;
    text += row(cells, number);
    if (text.length < pieceCharacters) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  yield Buffer.from(text + end, "utf8");
}

/** Where the sheet of this number, from 1, stands in the package. */
export const sheetPath = (number: number) => `xl/worksheets/sheet${number}.xml`;

/** Two styles: as it comes, and text (format 49 is `@`). */
const styles = `<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;

/** What stands around the sheets of these names, by path: each a whole file. */
export function partsAround(names: readonly string[], { creator, at }: Made): readonly (readonly [string, string])[] {
  const nth = names.map((name, place) => ({ name, file: `worksheets/sheet${place + 1}.xml`, id: place + 1 }));
  const stamp = at.toISOString().replace(/\.\d+Z$/, "Z");
  const override = (name: string, type: string) => `<Override PartName="/${name}" ContentType="${type}"/>`;
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${type}" Target="${target}"/>`;
  const around = [
    [
      "[Content_Types].xml",
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("xl/workbook.xml", `${spreadsheet}.sheet.main+xml`)}${nth.map(({ file }) => override(`xl/${file}`, `${spreadsheet}.worksheet+xml`)).join("")}${override("xl/styles.xml", `${spreadsheet}.styles+xml`)}${override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")}</Types>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${packaged}/relationships">${relation(1, `${relationships}/officeDocument`, "xl/workbook.xml")}${relation(2, `${packaged}/relationships/metadata/core-properties`, "docProps/core.xml")}</Relationships>`,
    ],
    [
      "docProps/core.xml",
      `<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>${escaped(creator)}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${stamp}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${stamp}</dcterms:modified></cp:coreProperties>`,
    ],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${nth.map(({ name, id }) => `<sheet name="${escaped(name)}" sheetId="${id}" r:id="rId${id}"/>`).join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${packaged}/relationships">${nth.map(({ file, id }) => relation(id, `${relationships}/worksheet`, file)).join("")}${relation(nth.length + 1, `${relationships}/styles`, "styles.xml")}</Relationships>`,
    ],
    ["xl/styles.xml", styles],
  ] as const;
  return around.map(([path, xml]) => [path, declaration + xml]);
}

async function* whole(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, "utf8");
}

/**
 * The files of a workbook (ECMA-376), row by row: what is held is the piece at hand, however many rows there are. The
 * same workbook gives the same bytes; whoever packs them decides about those of the package.
 */
export async function* workbookParts({ sheets, ...made }: Workbook): AsyncGenerator<Part> {
  const names = sheets.map(({ name }) => name);
  for (const [name, xml] of partsAround(names, made)) yield { name, pieces: whole(xml) };
  for (const [place, sheet] of sheets.entries()) yield { name: sheetPath(place + 1), pieces: sheetPieces(sheet) };
}
