import { type Packed, zipOf } from "../bundle/zip";

/** A sheet: its rows come as they are asked for. A number is a number cell, a text stays the text that it is. */
export type Sheet = {
  readonly name: string;
  /** Of each column, in characters. */
  readonly widths: readonly number[];
  readonly isHeadFrozen: boolean;
  readonly rows: Iterable<readonly (string | number)[]> | AsyncIterable<readonly (string | number)[]>;
};

export type Workbook = { readonly creator: string; readonly at: Date; readonly sheets: readonly Sheet[] };

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const pieceCharacters = 65_536;

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

function cellOf(value: string | number, place: string): string {
  if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
  const space = /^\s|\s$|[\r\n]/.test(value) ? ' xml:space="preserve"' : "";
  return `<c r="${place}" s="1" t="inlineStr"><is><t${space}>${escaped(value)}</t></is></c>`;
}

async function* sheetPieces({ widths, isHeadFrozen, rows }: Sheet): AsyncGenerator<Uint8Array> {
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  const pane = isHeadFrozen ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : "";
  let text = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>`;
  const names = widths.map((_, at) => columnName(at));
  let number = 0;
  for await (const row of rows) {
    number++;
    text += `<row r="${number}">`;
    row.forEach((value, at) => {
      text += cellOf(value, `${names[at] ?? columnName(at)}${number}`);
    });
    text += "</row>";
    if (text.length < pieceCharacters) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`, "utf8");
}

async function* whole(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(declaration + text, "utf8");
}

/** Two styles: as it comes, and text (format 49 is `@`). */
const styles = `<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;

async function* partsOf({ creator, at, sheets }: Workbook): AsyncGenerator<Packed> {
  const nth = sheets.map((sheet, place) => ({ ...sheet, file: `worksheets/sheet${place + 1}.xml`, id: place + 1 }));
  const stamp = at.toISOString().replace(/\.\d+Z$/, "Z");
  const part = (name: string, text: string): Packed => ({ name, pieces: whole(text) });
  const override = (name: string, type: string) => `<Override PartName="/${name}" ContentType="${type}"/>`;
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${type}" Target="${target}"/>`;
  yield part(
    "[Content_Types].xml",
    `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("xl/workbook.xml", `${spreadsheet}.sheet.main+xml`)}${nth.map(({ file }) => override(`xl/${file}`, `${spreadsheet}.worksheet+xml`)).join("")}${override("xl/styles.xml", `${spreadsheet}.styles+xml`)}${override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")}</Types>`,
  );
  yield part(
    "_rels/.rels",
    `<Relationships xmlns="${packaged}/relationships">${relation(1, `${relationships}/officeDocument`, "xl/workbook.xml")}${relation(2, `${packaged}/relationships/metadata/core-properties`, "docProps/core.xml")}</Relationships>`,
  );
  yield part(
    "docProps/core.xml",
    `<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>${escaped(creator)}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${stamp}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${stamp}</dcterms:modified></cp:coreProperties>`,
  );
  yield part(
    "xl/workbook.xml",
    `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${nth.map(({ name, id }) => `<sheet name="${escaped(name)}" sheetId="${id}" r:id="rId${id}"/>`).join("")}</sheets></workbook>`,
  );
  yield part(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${packaged}/relationships">${nth.map(({ file, id }) => relation(id, `${relationships}/worksheet`, file)).join("")}${relation(nth.length + 1, `${relationships}/styles`, "styles.xml")}</Relationships>`,
  );
  yield part("xl/styles.xml", styles);
  for (const sheet of nth) yield { name: `xl/${sheet.file}`, pieces: sheetPieces(sheet) };
}

/**
 * Writes a workbook (ECMA-376), row by row: what is held is the piece at hand, however many rows there are. The same
 * workbook gives the same bytes.
 */
export const workbookPieces = (workbook: Workbook): AsyncGenerator<Uint8Array> => zipOf(partsOf(workbook));
