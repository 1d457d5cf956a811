import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodesOf } from "../../audit/proof";
import { zipOf } from "../bundle/zip";
import { bytesOf, closeOctober, each, type Sealed, sealOctober } from "../testing/bundle";
import { MemoryLog, origin, otherSigner, sign, vkey } from "../testing/memory-log";
import { sampledLog } from "../testing/sampled";
import { inJson, inLeaf, inRows, inText, placeOf, repacked } from "../testing/tamper";
import { asOf, closed, first, log, opened, report as reported, sealed } from "../testing/tampered";
import { tamperings } from "../testing/tamperings";
import type { Pinned } from "./checkpoints";
import type { LeafLine } from "./format";
import { type FailureName, failures, type Report } from "./report";
import { type Source, unzip } from "./unzip";
import { verifyBundle } from "./verify";

const sourceOf = (bytes: Uint8Array): Source => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

/** A hash of everything that the verifier can read in a bundle. */
async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  const files = await unzip(sourceOf(bytes));
  for (const { name } of files.list) for await (const piece of files.open(name)) hash.update(`${name}\0`).update(piece);
  return hash.digest("hex");
}

/** Names of failures that some test has seen. */
const seen = new Set<FailureName>();

async function verified(bytes: Uint8Array, pinned: Partial<Pinned> = {}): Promise<Report> {
  const report = await verifyBundle(sourceOf(bytes), { keys: [vkey], ...pinned });
  for (const { failures: found } of report.steps) for (const { name } of found) seen.add(name);
  return report;
}

const found = (report: Report) =>
  report.steps.flatMap((step) =>
    step.failures.map(({ name, at }) => `${name} ${at ? `${at.kind} ${at.value}` : ""}`.trim()),
  );

const lines = log.lines(first, asOf);
const good = () => bytesOf({ ...sealed, lines: each(lines) });

describe("a good bundle", () => {
  it("passes every step, late records and the blacklist from before the period included", async () => {
    const report = await verified(await good());
    expect(found(report)).toEqual([]);
    expect(report).toMatchObject({
      ok: true,
      summary: { filing: "F-2026-0002", previous: "F-2026-0001", size: String(asOf), figures: sealed.content.figures },
    });
    expect(report.summary?.figures).toMatchObject({ received: 4, listed: 2 });
  });

  it("shows of other kinds the headers and nothing more", async () => {
    for (const line of lines.map((text) => JSON.parse(text) as object))
      if ("header" in line && (line as LeafLine).header.kind === "staff") expect(line).not.toHaveProperty("body");
  });

  it("passes with the checkpoint of the filing before, as its reader kept it", async () => {
    expect(found(await verified(await good(), { previous: sign(log.checkpoint(9)) }))).toEqual([]);
  });

  it("passes from the first leaf of a log, and with several keys", async () => {
    const other = otherSigner("witness.example.test");
    const whole = sampledLog();
    const early = { ...sealOctober(whole.log, whole.closed), previous: null };
    expect(found(await verified(await bytesOf(early), { keys: [vkey, other.vkey] }))).toEqual([]);
  });

  it("is written byte for byte the same again", async () => {
    expect(Buffer.from(await good()).equals(Buffer.from(await good()))).toBe(true);
  });

  it("says how far it is", async () => {
    const steps: number[] = [];
    await verifyBundle(sourceOf(await good()), { keys: [vkey] }, (done, total) => steps.push(done / total));
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});

describe("a bundle that somebody tampered with fails, by name and place:", () => {
  it.each(tamperings)("%s", async (_, change, expected) => {
    const report = await verified(repacked(await good(), change));
    expect(report.ok).toBe(false);
    expect(found(report)).toEqual(expect.arrayContaining([...expected]));
  });
});

/** A log that is itself not as it should be, signed by its own key: what its keeper could do. */
describe("a log whose keeper cheats", () => {
  const cheated = async (make: (sample: ReturnType<typeof sampledLog>) => Sealed) =>
    found(await verified(await bytesOf(make(sampledLog()))));

  it("narrows the range at its beginning", async () => {
    const late = first + 4;
    expect(
      await cheated((own) => {
        const filing = sealOctober(own.log, own.closed);
        return { ...filing, range: { ...filing.range, first: String(late) }, lines: each(own.log.lines(late, asOf)) };
      }),
    ).toEqual(expect.arrayContaining([`range_starts_late leaf ${late - 1}`]));
  });

  it("draws the filing before the period is over, and so hides what comes at its end", async () => {
    const early = new MemoryLog();
    for (const entry of log.leaves.slice(0, closed)) {
      const body = JSON.parse(entry.body) as { action: "report.received"; subject: { id: string }; pub: object };
      early.append(body.action, body.subject.id, body.pub as never, entry.seqAt);
    }
    expect(found(await verified(await bytesOf(sealOctober(early, null))))).toEqual([
      `range_ends_early leaf ${closed - 1}`,
    ]);
  });

  it("hides a late record: cut off at the end, left out, or closed", async () => {
    const late = asOf - 1;
    expect(JSON.parse(log.leaves[late]?.body as string)).toMatchObject({ occ: "2026-10-30T01:00:00.000Z" });
    const cut = inJson("bundle.json", (manifest) => {
      manifest.range = { first: String(first), size: String(late) };
    });
    const drop = inRows((all) => all.slice(0, -1));
    const both = (files: Record<string, Uint8Array>) => {
      cut(files);
      drop(files);
    };
    const bundle = await good();
    expect(found(await verified(repacked(bundle, both)))).toEqual(
      expect.arrayContaining([`as_of_differs size ${late}`, "figure_altered figure received"]),
    );
    expect(found(await verified(repacked(bundle, drop)))).toEqual(
      expect.arrayContaining([`range_truncated size ${late}`]),
    );
    const closing = inLeaf(late, ({ header, hash }) => ({ header, hash }));
    expect(found(await verified(repacked(bundle, closing)))).toEqual(
      expect.arrayContaining([`leaf_closed leaf ${late}`, "figure_altered figure received"]),
    );
  });

  it("hides who was on the blacklist before a period in which no measure was taken", async () => {
    const quiet = new MemoryLog();
    const day = (date: string) => new Date(`2026-${date}T01:00:00.000Z`);
    quiet.append("staff.signed_in", "s", {}, day("08-01"));
    quiet.append("measure.entered", "m", { measure: "blacklist" }, day("08-02"));
    for (let nth = 0; nth < 9; nth++) quiet.append("staff.signed_in", `s${nth}`, {}, day("08-03"));
    quiet.append("report.received", "c", { opened: true }, day("10-02"));
    const closes = closeOctober(quiet, day("11-01"));
    const filing = sealOctober(quiet, closes);
    expect(filing.content.figures.listed).toBe(1);
    const bundle = await bytesOf(filing);
    expect(found(await verified(bundle))).toEqual([]);
    const hide = inRows((all) => {
      const closed = nodesOf({ begin: 0n, end: 10n }).map((node) => ({
        node: { level: node.level, hash: Buffer.from(quiet.hashAt(node)).toString("hex") },
      }));
      return [...closed, ...all.slice(placeOf(all, 10))];
    });
    const silent = inJson("filing.json", (content) => Object.assign(content.figures as object, { listed: 0 }));
    const both = (files: Record<string, Uint8Array>) => {
      hide(files);
      silent(files);
    };
    const report = await verified(repacked(bundle, both));
    expect(found(report).filter((name) => !name.includes(" file "))).toEqual(["look_back_unproved leaf 8"]);
  });

  it("states other totals when the period closes than it shows afterwards", async () => {
    const own = sampledLog();
    const filing = sealOctober(own.log, own.closed);
    const bundle = repacked(
      await bytesOf(filing),
      inLeaf(own.closed, (line) => {
        const body = structuredClone(line.body) as { pub: { totals: Record<string, number> } };
        body.pub.totals.report = 99;
        return { ...line, body: body as never };
      }),
    );
    expect(found(await verified(bundle))).toEqual(
      expect.arrayContaining([`period_closed_differs leaf ${closed}`, `body_commitment_wrong leaf ${closed}`]),
    );
  });

  it("puts the body of another kind behind a leaf", async () => {
    const bundle = repacked(
      await good(),
      inLeaf(opened, (line) => ({
        ...line,
        body: JSON.parse(log.leaves[reported]?.body as string),
        salt: log.leaves[reported]?.salt as string,
      })),
    );
    expect(found(await verified(bundle))).toEqual(expect.arrayContaining([`body_of_other_kind leaf ${opened}`]));
  });

  it("shows two views of itself", async () => {
    const split = sealOctober(sampledLog().log, closed, { filing: "F-2026-0001", size: 9 });
    const otherView = {
      ...split,
      notes: {
        ...split.notes,
        previous: sign(log.checkpoint(9).replace(/\n[^\n]{44}\n/, `\n${Buffer.alloc(32).toString("base64")}\n`)),
      },
    };
    expect(found(await verified(await bytesOf(otherView)))).toEqual(["previous_inconsistent size 9"]);
  });
});

describe("the verifier trusts what its caller pins, and nothing else", () => {
  it("refuses a key of another, under the same name and under another", async () => {
    const same = otherSigner(origin);
    expect(found(await verified(await good(), { keys: [same.vkey] }))).toEqual(
      ["checkpoint", "checkpoint-seal", "checkpoint-previous"].map((name) => `checkpoint_key_unknown file ${name}`),
    );
    expect(found(await verified(await good(), { keys: ["nonsense"] }))).toContain("key_refused key nonsense");
    expect(found(await verified(await good(), { keys: [] }))).toEqual(["checkpoint_origin_unpinned field origin"]);
  });

  it("refuses a checkpoint of another origin, though the right key signed it", async () => {
    const text = log.checkpoint(asOf).replace(origin, "docket/other.test/log/1");
    const bundle = await bytesOf({ ...sealed, notes: { ...sealed.notes, asOf: sign(text) }, lines: each(lines) });
    expect(found(await verified(bundle))).toContain("checkpoint_origin_wrong file checkpoint");
  });

  it("holds the previous checkpoint of its caller against the bundle's", async () => {
    expect(found(await verified(await good(), { previous: sign(log.checkpoint(8)) }))).toEqual([
      "previous_differs size 8",
    ]);
    const without = await bytesOf({
      ...sealed,
      previous: null,
      notes: { ...sealed.notes, previous: null },
      lines: each(lines),
    });
    expect(found(await verified(without, { previous: sign(log.checkpoint(9)) }))).toEqual(["previous_missing size 9"]);
  });
});

describe("an archive that is none", () => {
  it("is refused by name: cut off, no zip, damaged, a file twice", async () => {
    const bytes = Buffer.from(await good());
    expect(found(await verified(bytes.subarray(0, bytes.length - 100)))).toEqual(["bundle_truncated"]);
    expect(found(await verified(bytes.subarray(0, 2_000)))).toEqual(["bundle_truncated"]);
    expect(found(await verified(Buffer.from("hello")))).toEqual(["bundle_not_zip"]);
    expect(found(await verified(new Uint8Array()))).toEqual(["bundle_not_zip"]);
    const damaged = Buffer.from(bytes);
    const at = damaged.indexOf("leaves.ndjson") + 200;
    damaged.fill(0xff, at, at + 40);
    expect(found(await verified(damaged))).toContain("bundle_file_damaged file leaves.ndjson");
    const checkpoint = { name: "checkpoint", pieces: each([new Uint8Array(8)]) };
    const twice: Uint8Array[] = [];
    for await (const piece of zipOf(each([checkpoint, { ...checkpoint, pieces: each([]) }]))) twice.push(piece);
    expect(found(await verified(Buffer.concat(twice)))).toEqual(["bundle_file_twice file checkpoint"]);
    const named = Buffer.from(
      bytes
        .toString("latin1")
        .replaceAll("checkpoint-seal", "documents/a.pdf")
        .replaceAll("leaves.ndjson", "leaves.ndjsoN"),
      "latin1",
    );
    expect(found(await verified(named))).toContain("bundle_file_missing file checkpoint-seal");
  });
});

it("repeats nothing that a terminal would obey, and survives half of a surrogate pair", async () => {
  const clear = "\u001b[2J\r\u202eThe bundle holds.";
  const bundle = await good();
  const loud = await verified(
    repacked(bundle, (files) => {
      inJson("filing.json", (content) => Object.assign(content, { number: clear }))(files);
      files[clear] = new Uint8Array(1);
    }),
  );
  expect(found(loud)).toContain("head_differs field number");
  expect(JSON.stringify(loud)).toContain("The bundle holds.");
  // JSON writes control characters with a backslash, and those of direction as they are.
  expect(JSON.stringify(loud)).not.toMatch(/\\u00|\\r|\u202e/);
  const named = inJson("bundle.json", (manifest) => Object.assign(manifest, { filing: clear }));
  expect(found(await verified(repacked(bundle, named)))).toEqual(["bundle_malformed"]);
  const half = inText("leaves.ndjson", (text) => text.replace('"occ":"', '"occ":"\\ud800'));
  expect(found(await verified(repacked(bundle, half)))).toContain("body_malformed leaf 1");
});

it("answers with a report whatever a byte is turned into", async () => {
  const bytes = await good();
  const content = await digestOf(bytes);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const altered = Uint8Array.from(bytes);
      altered[at] = (altered[at] as number) ^ change;
      const { ok } = await verified(altered);
      // What is not content (times, attributes, checks of the archive's own) may be anything.
      if (ok) expect(await digestOf(altered)).toBe(content);
    }),
    { numRuns: process.env.DOCKET_CAMPAIGN === "full" ? 3_000 : 60 },
  );
});

it("every name of a failure was seen here", () => {
  expect([...Object.keys(failures)].filter((name) => !seen.has(name as FailureName))).toEqual([]);
});
