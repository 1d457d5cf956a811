import { toBase64 } from "./base64";

/** A proof that an entry is in a log, whole in itself. */
export type ProofFile = {
  readonly index: bigint;
  /** Of the entry in the checkpoint's tree, leaf first. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly note: string;
  /** The entry's bytes, of which the leaf hash is made: our header. */
  readonly extra: Uint8Array;
};

/**
 * A proof as C2SP tlog-proof writes it: anybody who holds the log's key verifies it without asking us. `extra` is our
 * header, so that the file holds what is proved.
 */
export const formatProofFile = ({ index, hashes, note, extra }: ProofFile): string =>
  ["c2sp.org/tlog-proof@v1", `extra ${toBase64(extra)}`, `index ${index}`, ...hashes.map(toBase64), "", note].join(
    "\n",
  );
