import PDFDocument from "pdfkit";
import type { Excerpt } from "../canonical";
import { type Block, letterOf, titleOf } from "../letter";
import { faces } from "./fonts";

const mm = 72 / 25.4;
/** GB/T 9704-2012 in points: text block 156 × 225 mm, 22 lines of 28 characters, pitch 29 pt. */
const page = { width: 210 * mm, height: 297 * mm, top: 37 * mm, left: 28 * mm, textWidth: 156 * mm, bottom: 35 * mm };
const size = { title: 22, body: 16, table: 10.5, page: 14 };
const pitch = 29;

type Pdf = InstanceType<typeof PDFDocument>;

/** Characters that may not begin a line. */
const noStart = new Set([..."，。、；：！？）》」』】〕”’%"]);
/** Characters that may not end a line. */
const noEnd = new Set([..."（《「『【〔“‘"]);

/** Breaks a text into lines by Chinese rules; words of Latin letters and digits stay together where they fit. */
function linesOf(pdf: Pdf, text: string, width: number, indent: number): string[] {
  const tokens = text.match(/[\p{Script=Latin}\p{N}.\-_/:]+|./gu) ?? [];
  const lines: string[] = [];
  let current = "";
  const room = () => width - (lines.length === 0 ? indent : 0);
  const push = (token: string) => {
    if (pdf.widthOfString(current + token) <= room()) {
      current += token;
      return;
    }
    if (noStart.has(token)) {
      const last = [...current].at(-1) ?? "";
      current = current.slice(0, current.length - last.length);
      lines.push(current);
      current = last + token;
      return;
    }
    const tail = [...current].at(-1) ?? "";
    if (noEnd.has(tail)) {
      lines.push(current.slice(0, -tail.length));
      current = tail + token;
      return;
    }
    if (current !== "") lines.push(current);
    current = "";
    for (const character of pdf.widthOfString(token) > room() ? token : [token]) {
      if (current !== "" && pdf.widthOfString(current + character) > room()) {
        lines.push(current);
        current = "";
      }
      current += character;
    }
  };
  for (const token of tokens) push(token);
  if (current !== "") lines.push(current);
  return lines;
}

class Writer {
  readonly pdf: Pdf;
  #y = page.top;

  constructor(pdf: Pdf) {
    this.pdf = pdf;
  }

  #need(height: number): void {
    if (this.#y + height > page.height - page.bottom + 1) {
      this.pdf.addPage();
      this.#y = page.top;
    }
  }

  skip(lines = 1): void {
    this.#y += lines * pitch;
  }

  breakPage(): void {
    this.pdf.addPage();
    this.#y = page.top;
  }

  text(
    text: string,
    options: {
      bold?: boolean;
      points?: number;
      indent?: number;
      align?: "left" | "center" | "right";
      rightInset?: number;
    } = {},
  ): void {
    const { bold = false, points = size.body, indent = 0, align = "left", rightInset = 0 } = options;
    this.pdf.font(bold ? "bold" : "regular").fontSize(points);
    const width = page.textWidth - rightInset;
    linesOf(this.pdf, text, width, indent).forEach((line, at) => {
      this.#need(pitch);
      const room = width - this.pdf.widthOfString(line);
      const x = align === "center" ? room / 2 : align === "right" ? room : at === 0 ? indent : 0;
      this.pdf.text(line, page.left + x, this.#y + (pitch - points) / 2 - points * 0.2, { lineBreak: false });
      this.#y += pitch;
    });
  }

  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    const shares = [1.1, 2.9, 2.4, 3.6, 3.2, 2.8];
    const total = shares.reduce((sum, share) => sum + share, 0);
    const widths = shares.map((share) => (share / total) * page.textWidth);
    [head, ...rows].forEach((cells, at) => {
      this.pdf.font(at === 0 ? "bold" : "regular").fontSize(size.table);
      const broken = cells.map((cell, column) => linesOf(this.pdf, cell, (widths[column] as number) - 8, 0));
      const height = Math.max(...broken.map((lines) => lines.length), 1) * 16 + 6;
      this.#need(height);
      let x = page.left;
      broken.forEach((lines, column) => {
        const width = widths[column] as number;
        this.pdf.rect(x, this.#y, width, height).lineWidth(0.5).stroke();
        lines.forEach((line, row) => {
          this.pdf.text(line, x + 4, this.#y + 4 + row * 16, { lineBreak: false });
        });
        x += width;
      });
      this.#y += height;
    });
  }
}

function render(writer: Writer, block: Block): void {
  const indent = 2 * size.body;
  switch (block.kind) {
    case "title":
      for (const line of block.lines) writer.text(line, { bold: true, points: size.title, align: "center" });
      return;
    case "number":
      writer.text(block.text, { align: "center" });
      writer.skip();
      return;
    case "addressee":
      writer.text(block.text);
      return;
    case "heading":
      writer.text(block.text, { bold: true, indent });
      return;
    case "paragraph":
      writer.text(block.runs.map((run) => run.text).join(""), { indent });
      return;
    case "table":
      writer.table(block.head, block.rows);
      writer.skip();
      return;
    case "attachments":
      writer.skip();
      block.items.forEach((item, at) => {
        writer.text(`${at === 0 ? "附件：" : "　　　"}${at + 1}. ${item}`, { indent });
      });
      writer.skip(2);
      return;
    case "signature":
      writer.text(block.provider, { align: "right", rightInset: 4 * size.body });
      writer.text(block.date, { align: "right", rightInset: 4 * size.body });
      return;
    case "attachment":
      writer.breakPage();
      writer.text(block.title, { bold: true });
      writer.text(block.name, { bold: true, points: size.title, align: "center" });
      return;
    case "fact":
      writer.text(`${block.label}：${block.value}`, { indent });
      return;
  }
}

/** The letter as pdf with embedded, subset fonts. The same content gives the same bytes. */
export function pdfOf(content: Excerpt): Promise<Buffer> {
  const blocks = letterOf(content);
  const at = new Date(content.preparedAt);
  const pdf = new PDFDocument({
    size: [page.width, page.height],
    margins: { top: page.top, left: page.left, right: 26 * mm, bottom: 10 },
    bufferPages: true,
    lang: "zh-CN",
    font: faces.regular,
    info: { Title: titleOf(blocks), Author: content.letter.provider, CreationDate: at, ModDate: at },
  });
  pdf.registerFont("regular", faces.regular).registerFont("bold", faces.bold);
  const writer = new Writer(pdf);
  for (const block of blocks) render(writer, block);
  const { count } = pdf.bufferedPageRange();
  for (let at = 0; at < count; at++) {
    pdf.switchToPage(at);
    pdf.font("regular").fontSize(size.page);
    const label = `— ${at + 1} —`;
    pdf.text(label, (page.width - pdf.widthOfString(label)) / 2, page.height - 28 * mm, { lineBreak: false });
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
    pdf.on("end", () => resolve(Buffer.concat(chunks)));
    pdf.on("error", reject);
    pdf.end();
  });
}
