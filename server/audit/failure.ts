/**
 * What can be wrong with a log, each with a name of its own. The sequencer stops at one, and `docket audit verify`
 * says one and where it is.
 */
export const logFailures = {
  log_missing: "no log is open",
  head_size_wrong: "the head states another size than there are leaves",
  head_root_wrong: "the head states another root than its leaves have",
  head_frontier_wrong: "the right edge in the head is not that of its leaves",
  head_counters_wrong: "the counters in the head are not those of its leaves",
  head_time_wrong: "the head states another time than its last leaf",
  pending_event_missing: "an event that waits for its leaf is gone",
  pending_body_altered: "an event was altered while it waited for its leaf",
  event_unqueued: "an event has no leaf and does not wait for one",
  event_columns_altered: "an event's columns say something else than its body",
  leaf_missing: "a leaf is missing",
  leaf_event_missing: "the event of a leaf is gone",
  leaf_body_altered: "an event's body does not fit the commitment in its leaf",
  leaf_hash_wrong: "a leaf's hash is not that of its envelope",
  leaf_envelope_malformed: "a leaf's envelope is no canonical header",
  leaf_log_wrong: "a leaf belongs to another log",
  leaf_index_wrong: "a leaf states another index than it has",
  leaf_kind_wrong: "a leaf states another kind than its event",
  leaf_counter_wrong: "a leaf is not the next of its kind",
  leaf_time_wrong: "a leaf states another time than its row, or an earlier one than the leaf before it",
  private_field_missing: "a private field to which a body commits is gone, and no entry says that it was erased",
  private_field_altered: "a private field does not fit the commitment in its event's body",
  private_field_surplus: "there is a private field to which no body commits",
  tile_missing: "a full tile is missing",
  tile_wrong: "a tile holds other hashes than the leaves below it",
  tile_surplus: "there is a tile where no full one can be yet",
  checkpoint_note_wrong: "a checkpoint is malformed, of another log, or not signed by a key of this one",
  checkpoint_key_inactive: "a checkpoint was signed by a key only that was not in use at that time",
  checkpoint_columns_altered: "a checkpoint's columns say something else than its note",
  checkpoint_replayed: "a smaller checkpoint was published after a larger one",
  checkpoint_time_wrong: "a checkpoint states an earlier time than the one before it",
  checkpoint_ahead: "a checkpoint was signed of more leaves than there are",
  checkpoint_root_wrong: "the leaves are not those that a checkpoint was signed of",
  log_opening_wrong: "the first leaf of a log does not name the log before it as that was closed",
  log_carried_wrong: "a leaf of the log before was not carried over in its place",
  key_altered: "a public key of the log is malformed",
  store_missing: "checkpoints were published, but the store of the last one signed is empty",
  store_damaged: "the store holds no signed checkpoint of this log",
  store_behind: "the store holds an older checkpoint than was published: it was put back, or replayed",
  store_ahead: "the store holds a checkpoint of more leaves than the log has: an older database was restored",
  log_rewritten: "the log is not a continuation of what was signed last",
} as const;
export type LogFailure = keyof typeof logFailures;

/** The log is not what it must be. Never repaired: whoever catches this stops and tells people. */
export class LogBroken extends Error {
  readonly failure: LogFailure;
  /** Where: a leaf's index, a tile as `level/index`, or an event's id. */
  readonly at: string;
  constructor(failure: LogFailure, at: string) {
    super(`${failure} at ${at}: ${logFailures[failure]}`);
    this.name = "LogBroken";
    this.failure = failure;
    this.at = at;
  }
}
