import { ed25519 } from "@noble/curves/ed25519.js";
import { fromBase64, toBase64 } from "./base64";
import { NoteRefused } from "./note-failure";
import { isKeyName, type KeyName, type VerifierKey } from "./note-key";

/** Signature lines of one note, at most: every verifier of C2SP accepts that many. */
export const signatureLimit = 16;
/** Room for 16 signatures of a later, post-quantum kind. */
const noteLimitBytes = 131_072;

export type NoteSignature = KeyName & { readonly signature: Uint8Array };
/** A note taken apart. The text ends in a newline and means nothing before a signature was verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

const isControl = (character: string) => character < " " && character !== "\n";
const idOf = (encoded: Uint8Array) => new DataView(encoded.buffer, encoded.byteOffset).getUint32(0);

function decode(note: Uint8Array | string): string {
  if (note.length > noteLimitBytes) throw new NoteRefused("note_too_long");
  if (typeof note === "string") {
    if (/\p{Surrogate}/u.test(note)) throw new NoteRefused("note_not_utf8");
    return note;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(note);
  } catch {
    throw new NoteRefused("note_not_utf8");
  }
}

function parseSignature(line: string): NoteSignature {
  const [dash, name, base64, ...rest] = line.split(" ");
  if (dash !== "—" || name === undefined || base64 === undefined || rest.length > 0)
    throw new NoteRefused("note_signature_malformed");
  if (!isKeyName(name)) throw new NoteRefused("note_key_name_malformed");
  const encoded = fromBase64(base64);
  if (!encoded) throw new NoteRefused("note_base64_malformed");
  if (encoded.length < 5) throw new NoteRefused("note_signature_short");
  return { name, id: idOf(encoded), signature: encoded.subarray(4) };
}

/**
 * Takes a signed note apart (C2SP signed-note, "Format"). Verifies nothing.
 *
 * @throws NoteRefused for the first thing that is malformed.
 */
export function parseNote(note: Uint8Array | string): Note {
  const whole = decode(note);
  if ([...whole].some(isControl)) throw new NoteRefused("note_control_character");
  if (!whole.endsWith("\n")) throw new NoteRefused("note_newline_missing");
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0) throw new NoteRefused(whole.startsWith("\n") ? "note_text_empty" : "note_unsigned");
  if (cut + 2 === whole.length) throw new NoteRefused("note_unsigned");
  const lines = whole.slice(cut + 2, -1).split("\n");
  if (lines.length > signatureLimit) throw new NoteRefused("note_signatures_too_many");
  return { text: whole.slice(0, cut + 1), signatures: lines.map(parseSignature) };
}

/** Puts a note together. Throws NoteRefused where it could not be read back as the same. */
export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith("\n")) throw new NoteRefused("note_newline_missing");
  const lines = signatures.map(({ name, id, signature }) => {
    const encoded = new Uint8Array(4 + signature.length);
    new DataView(encoded.buffer).setUint32(0, id);
    encoded.set(signature, 4);
    return `— ${name} ${toBase64(encoded)}\n`;
  });
  const whole = `${text}\n${lines.join("")}`;
  parseNote(whole);
  return whole;
}

/** Whether a signature over a note's text is by this key. */
export type VerifySignature = (key: VerifierKey, message: Uint8Array, signature: Uint8Array) => boolean;

/** Strict as RFC 8032 is: one encoding of each point and number. */
function verifySignature(key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, message, key.publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/**
 * Opens a note: every signature line by a known key must hold, and there must be one. Lines by unknown keys are
 * passed over, so that keys can be rotated and witnesses added.
 *
 * @param keys those that the caller trusts; never taken from where the note came from.
 * @param verify another implementation of Ed25519, where there is a faster one.
 * @returns the text, and the keys that signed it, each once.
 * @throws NoteRefused for what is malformed; note_signature_wrong, note_key_unknown.
 */
export function openNote(
  note: Uint8Array | string,
  keys: readonly VerifierKey[],
  verify: VerifySignature = verifySignature,
): { readonly text: string; readonly signedBy: readonly VerifierKey[] } {
  const { text, signatures } = parseNote(note);
  const message = new TextEncoder().encode(text);
  const signedBy = new Set<VerifierKey>();
  for (const { name, id, signature } of signatures)
    for (const key of keys) {
      if (key.name !== name || key.id !== id) continue;
      if (!verify(key, message, signature)) throw new NoteRefused("note_signature_wrong");
      signedBy.add(key);
    }
  if (signedBy.size === 0) throw new NoteRefused("note_key_unknown");
  return { text, signedBy: [...signedBy] };
}
