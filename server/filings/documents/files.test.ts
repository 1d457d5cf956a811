import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FilingContent } from "../canonical";
import type { FileKind } from "../contract";
import { sampleContent, sampleFigures } from "../testing/sample";
import { csvRows, docxText, figuresInLetter, figuresInTable, pdfText, xlsxRows } from "../testing/stated";
import { wholeFiles } from "../testing/whole";
import { missingGlyphs } from "./fonts";

const names = "王珺、张赟与李堃的群";
const content = sampleContent(names);
let folder: string;
let files: Map<FileKind, Awaited<ReturnType<typeof wholeFiles>>[number]>;
const path = (kind: FileKind) => join(folder, files.get(kind)?.name as string);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docket-filing-"));
  files = new Map((await wholeFiles(content)).map((file) => [file.kind, file]));
  for (const file of files.values()) writeFileSync(join(folder, file.name), file.bytes);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the files of a filing, read by real readers, state the same figures", () => {
  it("docx, opened by LibreOffice", () => {
    expect(figuresInLetter(docxText(path("docx"), folder))).toEqual(sampleFigures);
  }, 90_000);

  it("pdf, read by pdftotext, with Chinese text and rare names", () => {
    const text = pdfText(path("pdf"));
    expect(figuresInLetter(text)).toEqual(sampleFigures);
    expect(text).toContain("省互联网信息办公室");
  });

  it("xlsx, opened by LibreOffice: figures and ledger", () => {
    expect(figuresInTable(xlsxRows(path("xlsx"), folder))).toEqual(sampleFigures);
  }, 90_000);

  it("csv: the figures, and a ledger row for each measure", () => {
    expect(figuresInTable(csvRows(path("figures")))).toEqual(sampleFigures);
    const ledger = parse(readFileSync(path("csv"), "utf8"), { bom: true, columns: true }) as Record<string, string>[];
    expect(ledger).toHaveLength(sampleFigures.measures);
    expect(ledger[0]).toMatchObject({
      群组识别编码: "G-3107-4482",
      群组名称: names,
      处置措施: "暂停发布（至2026-10-12 09:00）",
    });
  });

  it("json, and the manifest names every file with its hash", () => {
    const json = JSON.parse(readFileSync(path("json"), "utf8")) as FilingContent;
    expect(json.figures).toEqual(sampleFigures);
    const manifest = JSON.parse(readFileSync(path("manifest"), "utf8")) as {
      files: { name: string; sha256: string }[];
    };
    expect(new Map(manifest.files.map((file) => [file.name, file.sha256]))).toEqual(
      new Map([...files.values()].filter((file) => file.kind !== "manifest").map((file) => [file.name, file.sha256])),
    );
  });
});

it("gives byte-identical files for the same content", async () => {
  const again = await wholeFiles(content);
  expect(again.map((file) => [file.kind, file.sha256])).toEqual(
    [...files.values()].map((file) => [file.kind, file.sha256]),
  );
});

it("names the characters that no font can show", () => {
  expect(missingGlyphs(names)).toEqual([]);
  expect(missingGlyphs("群\u{2A6D6}主\u{F0000}")).toContain("\u{F0000}");
});

it("defuses cells that a spreadsheet would run as a formula", async () => {
  const made = await wholeFiles(sampleContent('=HYPERLINK("http://x","y")'));
  const csv = made.find((file) => file.kind === "csv")?.bytes.toString("utf8");
  expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
});
