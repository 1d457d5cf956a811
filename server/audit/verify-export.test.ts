import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, it, test } from "vitest";
import { formatCheckpoint } from "./checkpoint";
import { nativeSha256 } from "./export-folder";
import { envelopesOf, exportedLog, origin, signer, signerOf, type Told } from "./testing/exported";
import { appendLeaves, emptyEdge, leafHash, rootOf } from "./tree";
import { type ExportOptions, type ReadFile, verifyExport } from "./verify-export";

const reader =
  (files: ReadonlyMap<string, Uint8Array>): ReadFile =>
  (name, mostBytes) =>
    files.get(name)?.subarray(0, mostBytes + 1) ?? null;
const verified = (files: ReadonlyMap<string, Uint8Array>, options: Partial<ExportOptions> = {}) =>
  verifyExport(reader(files), { keys: [signer.key], sha256: nativeSha256, ...options });
const found = async (files: ReadonlyMap<string, Uint8Array>, options: Partial<ExportOptions> = {}) => {
  const report = await verified(files, options);
  return report.ok ? "ok" : `${report.failure} at ${report.at}`;
};

describe("a log as files", () => {
  test.each([0, 1, 2, 3, 255, 256, 257, 511, 512, 700])("of %i leaves holds", async (size) => {
    const envelopes = envelopesOf(size);
    const report = await verified(exportedLog(envelopes).files);
    expect(report).toMatchObject({ ok: true, origin, size: BigInt(size), signedBy: [signer.key] });
    const root = rootOf(appendLeaves(emptyEdge, envelopes.map(leafHash)));
    expect(report.ok && bytesToHex(report.root)).toBe(bytesToHex(root));
  });

  it("counts its leaves by kind", async () => {
    const report = await verified(exportedLog(envelopesOf(700)).files);
    expect(report.ok && report.counters).toEqual({ decision: 233, measure: 233, report: 234 });
  });

  it("tells how far it is, and reads no file twice", async () => {
    const { files } = exportedLog(envelopesOf(700));
    const read: string[] = [];
    const heard: bigint[] = [];
    const source: ReadFile = async (name, most) => {
      read.push(name);
      return reader(files)(name, most);
    };
    const options = { keys: [signer.key], sha256: nativeSha256, progress: (leaves: bigint) => heard.push(leaves) };
    expect(await verifyExport(source, options)).toMatchObject({ ok: true });
    expect(heard).toEqual([256n, 512n, 700n]);
    expect(read.toSorted()).toEqual([...files.keys()].sort());
  });
});

describe("with three levels of tiles", () => {
  const size = 65_536 + 300;
  const { files, noteAt } = exportedLog(envelopesOf(size));
  const altered = (name: string, at: number) => {
    const copy = new Map(files);
    const bytes = Uint8Array.from(files.get(name) as Uint8Array);
    bytes[at] = (bytes[at] as number) ^ 1;
    return copy.set(name, bytes);
  };

  it("holds, and goes on from what was signed earlier", async () => {
    const older = [1, 255, 256, 257, 65_535, 65_536, 65_600, size].map(noteAt).reverse();
    expect(await verified(files, { older: [noteAt(0), ...older] })).toMatchObject({ ok: true, older: 9 });
  });

  test.each([
    ["the top tile", "tile/2/000.p/1", "root_wrong at tile/2/000.p/1, tile/1/001.p/1, tile/0/257.p/44"],
    ["a tile in the middle", "tile/1/000", "tile_wrong at tile/1/000"],
    ["a tile of leaves", "tile/0/131", "tile_wrong at tile/0/131"],
    ["the last tile of leaves", "tile/0/257.p/44", "root_wrong at"],
    ["a header", "tile/entries/131", "leaf_hash_wrong at 33536"],
    ["a header behind the last full tile", "tile/entries/257.p/44", "leaf_hash_wrong at 65792"],
  ])("names %s that was altered", async (_what, name, failure) => {
    expect(await found(altered(name, 20))).toContain(failure);
  });

  test.each([...["tile/2/000.p/1", "tile/1/000", "tile/0/131", "tile/0/257.p/44"]])("misses %s", async (name) => {
    const copy = new Map(files);
    copy.delete(name);
    expect(await found(copy)).toBe(`tile_missing at ${name}`);
    expect(await found(copy.set(name, (files.get(name) as Uint8Array).subarray(1)))).toBe(
      `tile_length_wrong at ${name}`,
    );
    const longer = Uint8Array.from([...(files.get(name) as Uint8Array), 0]);
    expect(await found(copy.set(name, longer))).toBe(`tile_length_wrong at ${name}`);
  });
});

describe("a file of headers", () => {
  const { files } = exportedLog(envelopesOf(300));
  const name = "tile/entries/001.p/44";
  const bundle = files.get(name) as Uint8Array;
  const withBundle = (bytes: Uint8Array | null) => {
    const copy = new Map(files);
    if (bytes) copy.set(name, bytes);
    else copy.delete(name);
    return copy;
  };

  test.each([
    ["that is gone", null, `entries_missing at ${name}`],
    ["that is empty", new Uint8Array(), `entries_malformed at ${name}`],
    ["that was cut off", bundle.subarray(0, -1), `entries_malformed at ${name}`],
    ["that was cut off behind a header", bundle.subarray(0, -215), `entries_malformed at ${name}`],
    ["with something behind it", Uint8Array.from([...bundle, 0, 1, 65]), `entries_malformed at ${name}`],
    ["with a length of nothing", Uint8Array.from([0, 0, ...bundle.subarray(2)]), `entries_malformed at ${name}`],
  ])("%s is named", async (_what, bytes, failure) => {
    expect(await found(withBundle(bytes))).toBe(failure);
  });
});

/** Logs that were signed as they are: whoever holds the key wrote something false. */
describe("a header that was signed", () => {
  const signed = (at: number, told: Told) =>
    exportedLog(envelopesOf(300, (index) => (index === at ? told : undefined)));
  test.each<[string, number, Told, string]>([
    ["of another log", 280, { log: "docket/other/log/1" }, "leaf_log_wrong at 280"],
    ["of another log whose name begins alike", 280, { log: `${origin}1` }, "leaf_log_wrong at 280"],
    ["that states another index", 280, { index: 281n }, "leaf_index_wrong at 280"],
    ["whose counter skips", 280, { nth: 94n }, "leaf_counter_wrong at 280"],
    ["whose counter repeats", 280, { nth: 92n }, "leaf_counter_wrong at 280"],
    ["of another kind", 280, { kind: "case" }, "leaf_counter_wrong at 280"],
    ["whose time goes back", 280, { at: new Date("2026-10-01T00:00:26.999Z") }, "leaf_time_wrong at 280"],
  ])("%s is named", async (_what, at, told, failure) => {
    expect(await found(signed(at, told).files)).toBe(failure);
  });

  const text = (envelope: Uint8Array) => new TextDecoder().decode(envelope);
  test.each<[string, (envelope: Uint8Array) => Uint8Array]>([
    ["with a space", (envelope) => new TextEncoder().encode(text(envelope).replace(":", ": "))],
    ["with a field more", (envelope) => new TextEncoder().encode(text(envelope).replace("}", ',"x":"y"}'))],
    [
      "of a kind that there is not",
      (envelope) => new TextEncoder().encode(text(envelope).replace("decision", "guess")),
    ],
    ["of a time that there is not", (envelope) => new TextEncoder().encode(text(envelope).replace("10-01", "13-01"))],
    ["of a time elsewhere", (envelope) => new TextEncoder().encode(text(envelope).replace("000Z", "000A"))],
    ["of another format", (envelope) => new TextEncoder().encode(text(envelope).replace("leaf/v1", "leaf/v2"))],
    ["that is no UTF-8", (envelope) => Uint8Array.from([...envelope, 0xff])],
    ["that begins with a mark of byte order", (envelope) => Uint8Array.from([0xef, 0xbb, 0xbf, ...envelope])],
  ])("%s is malformed", async (_what, change) => {
    const envelopes = envelopesOf(300);
    envelopes[280] = change(envelopes[280] as Uint8Array);
    expect(await found(exportedLog(envelopes).files)).toBe("leaf_envelope_malformed at 280");
  });
});

describe("the checkpoint", () => {
  const { files, noteAt } = exportedLog(envelopesOf(300));
  const withNote = (note: string | null) => {
    const copy = new Map(files);
    if (note === null) copy.delete("checkpoint");
    else copy.set("checkpoint", new TextEncoder().encode(note));
    return copy;
  };
  const elsewhere = signerOf("docket/other/log/1", 7);
  const forger = signerOf(origin, 9);

  it("must be there, whole and signed by the key that the caller holds", async () => {
    expect(await found(withNote(null))).toBe("checkpoint_missing at checkpoint");
    expect(await found(withNote(noteAt(300).slice(0, -1)))).toBe("note_newline_missing at checkpoint");
    expect(await found(withNote(`${noteAt(300)}${"x".repeat(200_000)}`))).toBe("note_too_long at checkpoint");
    expect(await found(withNote(noteAt(300).replace("\n300\n", "\n299\n")))).toBe("note_signature_wrong at checkpoint");
    expect(await found(files, { keys: [forger.key] })).toBe("note_key_unknown at checkpoint");
    expect(await found(exportedLog(envelopesOf(300), forger.sign).files)).toBe("note_key_unknown at checkpoint");
  });

  it("must be of the log of which the keys are", async () => {
    const other = formatCheckpoint({
      origin: "docket/other/log/1",
      size: 0n,
      root: new Uint8Array(32),
      extensions: [],
    });
    expect(await found(withNote(signer.sign(other)))).toBe("checkpoint_origin_wrong at checkpoint");
    expect(await found(files, { keys: [elsewhere.key] })).toBe("note_key_unknown at checkpoint");
    expect(await found(files, { keys: [signer.key, elsewhere.key] })).toBe("keys_of_different_logs at keys");
    expect(await found(files, { keys: [] })).toBe("keys_of_different_logs at keys");
    expect(await found(files, { keys: [forger.key, signer.key] })).toBe("ok");
  });

  it("of more leaves than the files have is not proved by them", async () => {
    const { noteAt: later } = exportedLog(envelopesOf(301));
    expect(await found(withNote(later(301)))).toBe("tile_missing at tile/0/001.p/45");
    const huge = formatCheckpoint({ origin, size: (1n << 64n) - 1n, root: new Uint8Array(32), extensions: [] });
    expect(await found(withNote(signer.sign(huge)))).toBe("checkpoint_too_large at checkpoint");
  });

  it("of fewer leaves is", async () => {
    const { files: fewer } = exportedLog(envelopesOf(256));
    expect(await found(new Map([...files, ...fewer]))).toBe("ok");
  });
});

describe("an older checkpoint", () => {
  const { files, noteAt } = exportedLog(envelopesOf(300));
  const rewritten = exportedLog(envelopesOf(300, (index) => (index === 100 ? { body: "another" } : undefined)));

  it("of a log that was rewritten since is named", async () => {
    expect(await found(rewritten.files)).toBe("ok");
    expect(await found(rewritten.files, { older: [noteAt(100)] })).toBe("ok");
    for (const size of [101, 256, 257, 299, 300])
      expect(await found(rewritten.files, { older: [noteAt(50), noteAt(size)] })).toBe(`older_root_wrong at ${size}`);
  });

  it("of a log that was cut off since is named", async () => {
    const { files: cut } = exportedLog(envelopesOf(256));
    expect(await found(cut, { older: [noteAt(257)] })).toBe("older_ahead at 257");
  });

  it("that is not signed by the caller's key proves nothing", async () => {
    const older = exportedLog(envelopesOf(300), signerOf(origin, 9).sign).noteAt(100);
    expect(await found(files, { older: [older] })).toBe("note_key_unknown at older checkpoint 1");
  });
});
