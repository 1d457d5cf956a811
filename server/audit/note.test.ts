import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from "./checkpoint";
import { formatNote, openNote, parseNote, signatureLimit } from "./note";
import { type NoteFailure, NoteRefused } from "./note-failure";
import { formatSkey, formatVkey, keyIdOf, parseSkey, parseVkey, verifierKeyOf } from "./note-key";
import { emptyRoot } from "./tree";

/** What somebody refuses, by name; "passed" when nothing is refused. */
const refusal = (act: () => unknown): NoteFailure | "passed" => {
  try {
    act();
    return "passed";
  } catch (error) {
    if (error instanceof NoteRefused) return error.failure;
    throw error;
  }
};

// The example of Go's note package, which signed notes come from.
const go = {
  vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  skey: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};
const goNote = `${go.text}\n${go.line}`;

const keyPair = (name: string, filler: number) => {
  const seed = new Uint8Array(32).fill(filler);
  const key = verifierKeyOf(name, ed25519.getPublicKey(seed));
  const sign = (text: string) => ({
    name,
    id: key.id,
    signature: ed25519.sign(new TextEncoder().encode(text), seed),
  });
  return { seed, key, sign };
};
const log = keyPair("example.org/log", 1);
const next = keyPair("example.org/log", 2);
const witness = keyPair("witness.example/见证", 3);

describe("keys", () => {
  test("Go's example is read, and written again as it was", () => {
    const key = parseVkey(go.vkey);
    expect(key).toMatchObject({ name: "PeterNeumann", id: 0xc74f20a3 });
    expect(formatVkey(key)).toBe(go.vkey);
    const seed = parseSkey(go.skey);
    expect(formatSkey(seed)).toBe(go.skey);
    expect(keyIdOf(seed.name, ed25519.getPublicKey(seed.seed))).toBe(key.id);
  });

  test.each<[string, string, NoteFailure]>([
    ["nothing", "", "key_malformed"],
    ["no hash", "PeterNeumann+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "key_malformed"],
    ["a hash in capitals", go.vkey.replace("c74f20a3", "C74F20A3"), "key_malformed"],
    ["another hash", go.vkey.replace("c74f20a3", "c74f20a4"), "key_hash_wrong"],
    ["another name", go.vkey.replace("Peter", "Pater"), "key_hash_wrong"],
    ["a space in the name", go.vkey.replace("Peter", "Peter "), "key_malformed"],
    ["a space at the end", `${go.vkey} `, "key_malformed"],
    ["a byte less", go.vkey.replace("y10TW", "y10Q="), "key_malformed"],
    ["another kind", go.vkey.replace("+AR", "+BR"), "key_kind_unknown"],
    ["a private key", go.skey, "key_malformed"],
  ])("a public key with %s is refused", (_what, vkey, failure) => {
    expect(refusal(() => parseVkey(vkey))).toBe(failure);
  });

  test("a public key is no private key", () => {
    expect(refusal(() => parseSkey(go.vkey))).toBe("key_malformed");
  });

  test.each(["", "a b", "a+b", "a\u00a0b", "a\u3000b", "a\nb"])("%j is no name for a key", (name) => {
    expect(refusal(() => verifierKeyOf(name, log.key.publicKey))).toBe("note_key_name_malformed");
  });
});

describe("a note", () => {
  test("of Go's example opens with its key", () => {
    expect(openNote(goNote, [parseVkey(go.vkey)])).toMatchObject({
      text: go.text,
      signedBy: [{ name: "PeterNeumann" }],
    });
    expect(openNote(new TextEncoder().encode(goNote), [parseVkey(go.vkey)]).text).toBe(go.text);
  });

  const text = "第一行\n\nlast line\n";
  const signed = formatNote({ text, signatures: [log.sign(text), witness.sign(text), next.sign(text)] });

  test("may have an empty line in its text, and several signatures", () => {
    expect(parseNote(signed)).toMatchObject({ text, signatures: { length: 3 } });
    expect(openNote(signed, [next.key, log.key]).signedBy).toEqual([log.key, next.key]);
  });

  test("passes over signatures by unknown keys, whatever they are", () => {
    const foreign = { name: "someone.else", id: log.key.id, signature: new Uint8Array(3_000) };
    const noted = formatNote({ text, signatures: [foreign, log.sign(text)] });
    expect(openNote(noted, [log.key]).signedBy).toEqual([log.key]);
    expect(refusal(() => openNote(noted, [witness.key]))).toBe("note_key_unknown");
  });

  test("is refused when one known key's signature fails, though another holds", () => {
    const bad = { ...next.sign(text), signature: log.sign(text).signature };
    const noted = formatNote({ text, signatures: [log.sign(text), bad] });
    expect(refusal(() => openNote(noted, [log.key]))).toBe("passed");
    expect(refusal(() => openNote(noted, [log.key, next.key]))).toBe("note_signature_wrong");
  });

  test.each<[string, Uint8Array]>([
    ["of the wrong length", new Uint8Array(63)],
    ["of nothing but zeros", new Uint8Array(64)],
    ["with a number that is not reduced", new Uint8Array(64).fill(255)],
  ])("is refused with a signature %s", (_what, signature) => {
    const noted = formatNote({ text, signatures: [{ ...log.sign(text), signature }] });
    expect(refusal(() => openNote(noted, [log.key]))).toBe("note_signature_wrong");
  });

  test("a key of a small subgroup signs nothing", () => {
    const zero = verifierKeyOf("example.org/log", Uint8Array.from([1, ...new Uint8Array(31)]));
    const signature = Uint8Array.from([1, ...new Uint8Array(63)]);
    const noted = formatNote({ text, signatures: [{ name: zero.name, id: zero.id, signature }] });
    expect(refusal(() => openNote(noted, [zero]))).toBe("note_signature_wrong");
  });

  test("has at most 16 signatures", () => {
    const many = (count: number) =>
      `${text}\n${Array.from({ length: count }, (_, nth) => go.line.replace("PeterNeumann", `key${nth}`)).join("")}`;
    expect(parseNote(many(signatureLimit)).signatures).toHaveLength(16);
    expect(refusal(() => parseNote(many(17)))).toBe("note_signatures_too_many");
  });

  test.each<[string, string | Uint8Array, NoteFailure]>([
    ["without a newline at its end", goNote.slice(0, -1), "note_newline_missing"],
    ["with an empty line at its end", `${goNote}\n`, "note_unsigned"],
    ["with CRLF", goNote.replaceAll("\n", "\r\n"), "note_control_character"],
    ["with a tab", goNote.replace(" think", "\tthink"), "note_control_character"],
    ["with a NUL", goNote.replace(" think", "\0think"), "note_control_character"],
    ["without an empty line", goNote.replace("\n\n", "\n"), "note_unsigned"],
    ["without a text", `\n${go.line}`, "note_text_empty"],
    ["without signatures", `${go.text}\n`, "note_unsigned"],
    ["of nothing", "", "note_newline_missing"],
    ["with a hyphen for a dash", goNote.replace("— ", "- "), "note_signature_malformed"],
    ["with two spaces before the name", goNote.replace("— ", "—  "), "note_signature_malformed"],
    ["with a word after the signature", goNote.replace("nAM=", "nAM= x"), "note_signature_malformed"],
    ["without a signature after the name", goNote.replace(/ x08.*/, ""), "note_signature_malformed"],
    ["without a name", goNote.replace("— PeterNeumann", "— "), "note_key_name_malformed"],
    ["with a plus in the name", goNote.replace("— Peter", "— Peter+"), "note_key_name_malformed"],
    ["with a wide space in the name", goNote.replace("— Peter", "— Peter\u3000"), "note_key_name_malformed"],
    ["with base64 without padding", goNote.replace("nAM=", "nAM"), "note_base64_malformed"],
    ["with stray bits in base64", goNote.replace("nAM=", "nAN="), "note_base64_malformed"],
    ["with base64 for URLs", goNote.replace("x08go/", "x08go_"), "note_base64_malformed"],
    ["with four bytes of signature", `${go.text}\n— PeterNeumann x08gow==\n`, "note_signature_short"],
    ["with a lone surrogate", goNote.replace("think", "\ud800"), "note_not_utf8"],
    ["with bytes that are no UTF-8", Uint8Array.from([0xff, 0x0a]), "note_not_utf8"],
    ["beyond all length", new Uint8Array(200_000), "note_too_long"],
  ])("%s is refused", (_what, note, failure) => {
    expect(refusal(() => parseNote(note))).toBe(failure);
  });

  test("is not written so that it would read as another", () => {
    expect(refusal(() => formatNote({ text: `a\n\n${go.line.trim()}`, signatures: [log.sign("a\n")] }))).toBe(
      "note_newline_missing",
    );
    expect(refusal(() => formatNote({ text, signatures: [] }))).toBe("note_unsigned");
  });
});

describe("a checkpoint", () => {
  const stated = { origin: "example.org/log", size: 0n, root: emptyRoot, extensions: [] };
  const root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  test("is written and read", () => {
    expect(formatCheckpoint(stated)).toBe(`example.org/log\n0\n${root}\n`);
    expect(parseCheckpoint(formatCheckpoint(stated))).toEqual(stated);
    expect(parseCheckpoint(`o\n18446744073709551615\n${root}\nmore\n`)).toMatchObject({
      size: 18446744073709551615n,
      extensions: ["more"],
    });
  });

  test("opens for its own log only", () => {
    const text = formatCheckpoint(stated);
    const note = formatNote({ text, signatures: [log.sign(text)] });
    expect(openCheckpoint(note, { origin: "example.org/log", keys: [log.key] })).toMatchObject({ size: 0n });
    expect(refusal(() => openCheckpoint(note, { origin: "example.org/log2", keys: [log.key] }))).toBe(
      "checkpoint_origin_wrong",
    );
    expect(refusal(() => openCheckpoint(note.replace("\n0\n", "\n1\n"), { ...stated, keys: [log.key] }))).toBe(
      "note_signature_wrong",
    );
  });

  test.each<[string, string, NoteFailure]>([
    ["two lines", "o\n1\n", "checkpoint_lines_missing"],
    ["no newline at its end", `o\n1\n${root}`, "checkpoint_lines_missing"],
    ["no origin", `\n1\n${root}\n`, "checkpoint_line_empty"],
    ["an empty further line", `o\n1\n${root}\n\nx\n`, "checkpoint_line_empty"],
    ["a leading zero", `o\n01\n${root}\n`, "checkpoint_size_malformed"],
    ["a sign", `o\n+1\n${root}\n`, "checkpoint_size_malformed"],
    ["a space after the size", `o\n1 \n${root}\n`, "checkpoint_size_malformed"],
    ["hexadecimal", `o\n0x1\n${root}\n`, "checkpoint_size_malformed"],
    ["digits that are not ASCII", `o\n１\n${root}\n`, "checkpoint_size_malformed"],
    ["a size of 2^64", `o\n18446744073709551616\n${root}\n`, "checkpoint_size_malformed"],
    ["a short root", "o\n1\nAAAA\n", "checkpoint_root_malformed"],
    ["a root with stray bits", `o\n1\n${root.replace("U=", "V=")}\n`, "checkpoint_root_malformed"],
  ])("with %s is refused", (_what, text, failure) => {
    expect(refusal(() => parseCheckpoint(text))).toBe(failure);
  });
});

// A log that nobody here wrote. It stands beside the checkout; a checkout without it says so and goes on.
const foreign = fileURLToPath(new URL("../../../shared/data/note/tessera-log", import.meta.url));
const isThere = existsSync(foreign);
if (!isThere) process.stderr.write("Skipped: the signed log is not beside this checkout (../shared/data/note).\n");

describe.skipIf(!isThere)("the checkpoints of a real log", () => {
  const origin = "example.com/log/testdata";
  const keys = [parseVkey(`${origin}+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx`)];
  const files = isThere ? readdirSync(foreign).filter((name) => /^checkpoint(\.\d+)?$/.test(name)) : [];

  test("open at every size, and are written again as they were", () => {
    const sizes = files.map((name) => {
      const note = readFileSync(path.join(foreign, name));
      const opened = openCheckpoint(note, { origin, keys });
      expect(formatNote({ text: formatCheckpoint(opened), signatures: parseNote(note).signatures })).toBe(
        note.toString("utf8"),
      );
      return Number(opened.size);
    });
    expect(sizes.sort((a, b) => a - b)).toEqual([...Array(16).keys(), 15].sort((a, b) => a - b));
  });

  test("are refused with any one bit turned", () => {
    const note = readFileSync(path.join(foreign, "checkpoint.15"));
    for (let bit = 0; bit < note.length * 8; bit += 5) {
      const turned = new Uint8Array(note);
      turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(
        refusal(() => openCheckpoint(turned, { origin, keys })),
        `bit ${bit}`,
      ).not.toBe("passed");
    }
  });
});
