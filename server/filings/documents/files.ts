import { createHash } from "node:crypto";
import { contentBytes, type FilingContent } from "../canonical";
import type { FileKind } from "../contract";
import { docxOf } from "./docx";
import { figuresCsv, ledgerCsv, ledgerXlsx } from "./ledger";
import { pdfOf } from "./pdf";

export type SealedFile = {
  readonly kind: FileKind;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: Buffer;
};

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The pieces of a file as one. */
async function joined(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** Every file of a filing from its one content, and a manifest with the hash of each. The ledgers are made row by row. */
export async function filesOf(content: FilingContent): Promise<SealedFile[]> {
  const json = contentBytes(content);
  const made: [FileKind, string, Buffer][] = [
    ["docx", "letter.docx", await docxOf(content)],
    ["pdf", "letter.pdf", await pdfOf(content)],
    ["xlsx", "ledger.xlsx", await joined(ledgerXlsx(content))],
    ["csv", "ledger.csv", await joined(ledgerCsv(content))],
    ["figures", "figures.csv", await joined(figuresCsv(content))],
    ["json", "filing.json", json],
  ];
  const files = made.map(([kind, name, bytes]) => ({
    kind,
    name: `${content.number}-${name}`,
    sha256: sha256(bytes),
    bytes,
  }));
  const manifest = Buffer.from(
    `${JSON.stringify(
      {
        filing: content.number,
        specification: `${content.specification} v${content.specificationVersion}`,
        asOf: content.asOf,
        canonicalSha256: sha256(json),
        files: files.map((file) => ({ name: file.name, sha256: file.sha256, bytes: file.bytes.length })),
      },
      null,
      2,
    )}\n`,
  );
  return [
    ...files,
    { kind: "manifest", name: `${content.number}-manifest.json`, sha256: sha256(manifest), bytes: manifest },
  ];
}
