/** What can be wrong with a signed note, a checkpoint or a key, each with a name of its own. */
export const noteFailures = {
  note_too_long: "the note is longer than any note may be",
  note_not_utf8: "the note is not UTF-8",
  note_control_character: "the note holds a control character other than a newline, such as a carriage return",
  note_newline_missing: "the note does not end in a newline",
  note_unsigned: "no empty line parts a text from signatures",
  note_text_empty: "the note has no text",
  note_signature_malformed: "a signature line is not a dash, a key name and a signature",
  note_key_name_malformed: "a key name is empty, or holds a space or a plus sign",
  note_base64_malformed: "a signature is not in the one form that base64 has",
  note_signature_short: "a signature is too short to be one",
  note_signatures_too_many: "the note has more than 16 signatures",
  note_signature_wrong: "a signature by a known key does not fit the text",
  note_key_unknown: "no signature is by a known key",
  key_malformed: "the key is not of the form that signed notes give it",
  key_kind_unknown: "the key is not for Ed25519",
  key_hash_wrong: "the key's hash is not that of its name and bytes",
  checkpoint_lines_missing: "a checkpoint has at least three lines: origin, size, root",
  checkpoint_line_empty: "a line of the checkpoint is empty",
  checkpoint_size_malformed: "the checkpoint's size is no decimal number below 2^64 without leading zeros",
  checkpoint_root_malformed: "the checkpoint's root is not 32 bytes of base64",
  checkpoint_origin_wrong: "the checkpoint is of another log",
} as const;
export type NoteFailure = keyof typeof noteFailures;

/** A note, checkpoint or key that is refused, by name. */
export class NoteRefused extends Error {
  readonly failure: NoteFailure;
  constructor(failure: NoteFailure) {
    super(`${failure}: ${noteFailures[failure]}`);
    this.name = "NoteRefused";
    this.failure = failure;
  }
}
