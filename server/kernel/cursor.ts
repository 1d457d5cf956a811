/** A page of a list: its rows and where the next page begins, or null at the end. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

/** Packs the sort values of the last row into an opaque cursor. */
export const toCursor = (values: readonly (string | number | null)[]) =>
  Buffer.from(JSON.stringify(values)).toString("base64url");

/**
 * Reads a cursor back.
 *
 * @returns null when it is not one of ours: the caller answers with a refusal that names the field.
 */
export function fromCursor(text: string, length: number): (string | number | null)[] | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(values) || values.length !== length) return null;
    return values.every((v) => v === null || typeof v === "string" || typeof v === "number") ? values : null;
  } catch {
    return null;
  }
}
