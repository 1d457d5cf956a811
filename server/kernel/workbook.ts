import { once } from "node:events";
import { createDeflateRaw } from "node:zlib";
import { strToU8, Zip, ZipPassThrough } from "fflate";
import { assert } from "./assert";
import { inert } from "./cells";

/** Rows of a sheet, its header among them, that every program opens: the format's own limit is 1,048,576. */
const sheetRows = 1_000_000;
/** Longest text of a cell. The format's own limit. */
const cellLength = 32_767;

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const office = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what XML cannot hold.
const unheld = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value: string) =>
  value
    .toWellFormed()
    .slice(0, cellLength)
    .toWellFormed()
    .replace(unheld, "\uFFFD")
    .replace(/[&<>"]/g, (found) => escapes[found] as string)
    .replaceAll("\r", "&#13;");

/** Each cell a text in place: never a formula, and codes stay what they are. */
const rowXml = (cells: readonly string[], style: 0 | 1) =>
  `<row>${cells
    .map((cell) => `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${text(inert(cell))}</t></is></c>`)
    .join("")}</row>`;

const sheetStart = (header: readonly string[]) =>
  `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${header.length}" width="18" customWidth="1"/></cols><sheetData>${rowXml(header, 1)}`;
const sheetEnd = "</sheetData></worksheet>";

/** What stands around the sheets; the second style is that of the header. */
const partsAround = (names: readonly string[]): readonly (readonly [string, string])[] => {
  const each = (make: (name: string, number: number) => string) => names.map((name, at) => make(name, at + 1)).join("");
  return [
    [
      "xl/workbook.xml",
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${each((name, n) => `<sheet name="${text(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${packaged}/relationships">${each((_, n) => `<Relationship Id="rId${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${names.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "[Content_Types].xml",
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${office}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${office}.styles+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${office}.worksheet+xml"/>`)}</Types>`,
    ],
  ];
};

/** A part of the package, packed by node beside the event loop: who asks for other things meanwhile does not wait. */
class Part extends ZipPassThrough {
  private readonly packer = createDeflateRaw();

  constructor(path: string) {
    super(path);
    // Deflate, by the format's numbers.
    this.compression = 8;
    this.packer.on("data", (piece: Uint8Array<ArrayBuffer>) => this.ondata(null, piece, false));
  }

  /** What is pushed is counted by the base class; `write` packs it. */
  protected override process(): void {}

  async write(xml: string): Promise<void> {
    const bytes = strToU8(xml);
    this.push(bytes);
    await new Promise<void>((resolve, reject) =>
      this.packer.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
  }

  async end(xml: string): Promise<void> {
    await this.write(xml);
    this.push(new Uint8Array(0), true);
    this.packer.end();
    await once(this.packer, "end");
    this.ondata(null, new Uint8Array(0), true);
  }
}

/**
 * An Office Open XML workbook, piece by piece: what is packed of each batch is given away before the next is asked for,
 * so that memory holds one batch however many rows there are. Every cell is a text, defused as in CSV. After a million
 * rows it goes on in a further sheet, which has the header too.
 *
 * @param rowsPerSheet for tests.
 */
export async function* workbookPieces(
  name: string,
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly string[])[]>,
  rowsPerSheet = sheetRows,
): AsyncGenerator<Uint8Array> {
  let packed: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, piece) => {
    if (error) failure = error;
    else packed.push(piece);
  });
  const take = (): Uint8Array | null => {
    if (failure) throw failure;
    const piece = packed.length === 0 ? null : Buffer.concat(packed);
    packed = [];
    return piece;
  };
  const names: string[] = [];
  let room = 0;
  const begin = async () => {
    names.push(names.length === 0 ? name : `${name} ${names.length + 1}`);
    const sheet = new Part(`xl/worksheets/sheet${names.length}.xml`);
    zip.add(sheet);
    await sheet.write(sheetStart(header));
    room = rowsPerSheet - 1;
    return sheet;
  };
  let open = await begin();
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; ) {
      if (room === 0) {
        await open.end(sheetEnd);
        open = await begin();
      }
      const rows = batch.slice(at, at + room);
      await open.write(rows.map((cells) => rowXml(cells, 0)).join(""));
      at += rows.length;
      room -= rows.length;
    }
    const piece = take();
    if (piece) yield piece;
  }
  await open.end(sheetEnd);
  for (const [path, xml] of partsAround(names)) {
    const part = new Part(path);
    zip.add(part);
    await part.end(declaration + xml);
  }
  zip.end();
  const last = take();
  assert(last, "a workbook ends with its directory");
  yield last;
}
