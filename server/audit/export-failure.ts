import { type NoteFailure, noteFailures } from "./note-failure";

/** What can be wrong with a log as files, each with a name of its own. What is wrong with a note is named by it. */
const fileFailures = {
  keys_of_different_logs: "the keys given are of different logs",
  checkpoint_missing: "there is no checkpoint",
  checkpoint_too_large: "the checkpoint states more leaves than files can be read of",
  tile_missing: "a tile is missing",
  tile_length_wrong: "a tile does not hold as many hashes as its name says",
  tile_wrong: "the hashes of a tile do not make up the one that the tile above it has of them",
  root_wrong: "the last tiles of the levels do not make up the root that was signed",
  entries_missing: "a file of headers is missing",
  entries_malformed: "a file of headers does not hold as many as its name says, each behind its length",
  leaf_hash_wrong: "a header does not have the hash that its tile states",
  leaf_envelope_malformed: "a header is not of the canonical form",
  leaf_log_wrong: "a header is of another log",
  leaf_index_wrong: "a header states another index than it has",
  leaf_counter_wrong: "a header is not the next of its kind",
  leaf_time_wrong: "a header states an earlier time than the one before it",
  older_ahead: "an older checkpoint was signed of more leaves than there are now: the end was cut off",
  older_root_wrong: "the leaves are not those that an older checkpoint was signed of: the log was rewritten",
} as const;
export const exportFailures = { ...noteFailures, ...fileFailures };
export type ExportFailure = keyof typeof fileFailures | NoteFailure;

/** The files are not what they must be. `at` says where: a file, a leaf by its index, or an older checkpoint by its size. */
export class ExportBroken extends Error {
  readonly failure: ExportFailure;
  readonly at: string;
  constructor(failure: ExportFailure, at: string) {
    super(`${failure} at ${at}: ${exportFailures[failure]}`);
    this.name = "ExportBroken";
    this.failure = failure;
    this.at = at;
  }
}
