import { type Reader, readDatabase } from "../db/client";

/** Plain reads: the connections behind this door are read-only by session, so each statement is a read-only transaction. */
export const read = <T>(work: (tx: Reader) => Promise<T>): Promise<T> => work(readDatabase());
