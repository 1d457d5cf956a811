import { and, asc, eq } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { appealFile, appealFilePart } from "../../db/schema";

export type FileRow = typeof appealFile.$inferSelect;

/** The files of an appeal, first first, without their bytes. */
export const filesOf = (tx: Reader, appealId: string): Promise<FileRow[]> =>
  tx.select().from(appealFile).where(eq(appealFile.appealId, appealId)).orderBy(asc(appealFile.nth));

export async function fileById(tx: Reader, appealId: string, fileId: string): Promise<FileRow | null> {
  const [row] = await tx
    .select()
    .from(appealFile)
    .where(and(eq(appealFile.id, fileId), eq(appealFile.appealId, appealId)));
  return row ?? null;
}

export async function insertFile(tx: Tx, row: typeof appealFile.$inferInsert): Promise<void> {
  await tx.insert(appealFile).values(row);
}

export async function insertPart(tx: Tx, fileId: string, ordinal: number, sealed: Buffer): Promise<void> {
  await tx.insert(appealFilePart).values({ fileId, ordinal, sealed });
}

export const partsOf = (tx: Reader, fileId: string): Promise<{ ordinal: number; sealed: Buffer }[]> =>
  tx
    .select({ ordinal: appealFilePart.ordinal, sealed: appealFilePart.sealed })
    .from(appealFilePart)
    .where(eq(appealFilePart.fileId, fileId))
    .orderBy(asc(appealFilePart.ordinal));
