import { once } from "node:events";
import { createDeflateRaw } from "node:zlib";
import { strToU8, Zip, ZipPassThrough } from "fflate";
import { assert } from "./assert";
import { inert } from "./cells";
import { type Made, partsAround, sheetPath, sheetXml } from "./workbook-parts";

/** Rows of a sheet, its header among them, that every program opens: the format's own limit is 1,048,576. */
const sheetRows = 1_000_000;
const columnWidth = 18;

/** A file of the package, packed by node beside the event loop: who asks for other things meanwhile does not wait. */
class PackedPart extends ZipPassThrough {
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
 * A table as an Office Open XML workbook, piece by piece: what is packed of each batch is given away before the next is
 * asked for, so that memory holds one batch however many rows there are. Every cell is a text, defused as in CSV. After
 * a million rows it goes on in a further sheet, which has the header too.
 *
 * @param rowsPerSheet for tests.
 */
export async function* workbookPieces(
  name: string,
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly string[])[]>,
  made: Made,
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
  const xml = sheetXml({ widths: header.map(() => columnWidth), isHeadFrozen: true });
  const rowXml = (cells: readonly string[], number: number) => xml.row(cells.map(inert), number);
  const names: string[] = [];
  let written = 0;
  const begin = async () => {
    names.push(names.length === 0 ? name : `${name} ${names.length + 1}`);
    const sheet = new PackedPart(sheetPath(names.length));
    zip.add(sheet);
    written = 1;
    await sheet.write(xml.start + rowXml(header, written));
    return sheet;
  };
  let open = await begin();
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; ) {
      if (written === rowsPerSheet) {
        await open.end(xml.end);
        open = await begin();
      }
      const rows = batch.slice(at, at + rowsPerSheet - written);
      const first = written + 1;
      await open.write(rows.map((cells, nth) => rowXml(cells, first + nth)).join(""));
      at += rows.length;
      written += rows.length;
    }
    const piece = take();
    if (piece) yield piece;
  }
  await open.end(xml.end);
  for (const [path, whole] of partsAround(names, made)) {
    const part = new PackedPart(path);
    zip.add(part);
    await part.end(whole);
  }
  zip.end();
  const last = take();
  assert(last, "a workbook ends with its directory");
  yield last;
}
