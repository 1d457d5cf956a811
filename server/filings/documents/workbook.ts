import { type Workbook, workbookParts } from "../../kernel/workbook-parts";
import { zipOf } from "../bundle/zip";

/** A workbook of which the same content gives the same bytes, with every Node: packed in JavaScript, with fixed times. */
export const workbookPieces = (workbook: Workbook): AsyncGenerator<Uint8Array> => zipOf(workbookParts(workbook));
