import type { LongContent } from "../canonical";
import type { FileKind } from "../contract";
import { docxOf } from "./docx";
import { figuresCsv, ledgerCsv, ledgerXlsx } from "./ledger";
import { pdfOf } from "./pdf";

/** What a file came to: SHA-256, hex, and its length. */
export type Kept = { readonly sha256: string; readonly bytes: number };
export type SealedFile = Kept & { readonly kind: FileKind; readonly name: string };

/** Takes the bytes of a file as they come. */
export type Keep = (kind: FileKind, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => Promise<Kept>;

/**
 * Every file of a filing from its one content, one after the other, and a manifest with the hash of each. The ledgers are
 * made row by row, as fast as their bytes are kept.
 *
 * @param json what the bytes of the content are: they are the file `json` as they stand.
 */
export async function makeFiles(content: LongContent, json: Kept, keep: Keep): Promise<SealedFile[]> {
  const files: SealedFile[] = [];
  const note = (kind: FileKind, name: string, kept: Kept) =>
    files.push({ kind, name: `${content.number}-${name}`, sha256: kept.sha256, bytes: kept.bytes });
  note("docx", "letter.docx", await keep("docx", [await docxOf(content)]));
  note("pdf", "letter.pdf", await keep("pdf", [await pdfOf(content)]));
  note("xlsx", "ledger.xlsx", await keep("xlsx", ledgerXlsx(content)));
  note("csv", "ledger.csv", await keep("csv", ledgerCsv(content)));
  note("figures", "figures.csv", await keep("figures", figuresCsv(content)));
  note("json", "filing.json", json);
  const manifest = Buffer.from(
    `${JSON.stringify(
      {
        filing: content.number,
        specification: `${content.specification} v${content.specificationVersion}`,
        asOf: content.asOf,
        canonicalSha256: json.sha256,
        files: files.map((file) => ({ name: file.name, sha256: file.sha256, bytes: file.bytes })),
      },
      null,
      2,
    )}\n`,
  );
  note("manifest", "manifest.json", await keep("manifest", [manifest]));
  return files;
}
