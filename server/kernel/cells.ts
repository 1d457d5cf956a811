/**
 * A cell that a spreadsheet would run as a formula is given a leading apostrophe: what begins with = + - @, a tab or a
 * line's end. Others stay as they are.
 */
export const inert = (cell: string): string => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell);

/** A line of CSV by RFC 4180, every cell quoted and defused, with its end. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${inert(cell).replaceAll('"', '""')}"`).join(",")}\r\n`;

/**
 * A CSV file in UTF-8 with a byte order mark, piece by piece: one for each batch of rows, so that memory holds one
 * batch.
 */
export async function* csvPieces(
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly string[])[]>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`\uFEFF${csvLine(header)}`, "utf8");
  for await (const rows of batches) if (rows.length > 0) yield Buffer.from(rows.map(csvLine).join(""), "utf8");
}
