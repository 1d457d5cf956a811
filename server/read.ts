import { type Reader, readDatabase } from "../db/client";

/** Plain reads: the connections behind this door are read-only by session, so each statement is a read-only transaction. */
export const read = <T>(work: (tx: Reader) => Promise<T>): Promise<T> => work(readDatabase());

/** Reads of several statements that all see the database as it is at the first of them. Holds a connection meanwhile. */
export const readSnapshot = <T>(work: (tx: Reader) => Promise<T>): Promise<T> =>
  readDatabase().transaction(work, { isolationLevel: "repeatable read", accessMode: "read only" });
