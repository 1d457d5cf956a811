import { expect, it } from "vitest";
import { bytesOf, each } from "../testing/bundle";
import { MemoryLog, origin, otherSigner, vkey } from "../testing/memory-log";
import { sampledFiling } from "../testing/sampled";
import { asOf, first, log, sealed } from "../testing/tampered";
import type { Pinned } from "./checkpoints";
import type { Report } from "./report";
import { verifyBundle } from "./verify";

const verified = (bytes: Uint8Array, pinned: Pinned): Promise<Report> =>
  verifyBundle({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) }, pinned);
const found = (report: Report) =>
  report.steps.flatMap((step) =>
    step.failures.map(({ name, at }) => `${name} ${at ? `${at.kind} ${at.value}` : ""}`.trim()),
  );

const lines = log.lines(first, asOf);
const good = () => bytesOf({ ...sealed, lines: each(lines) });
/** Another log, whose key the caller may hold as well. */
const other = otherSigner("docket/other.test/log/1");

it("holds each bundle against the keys of its own log, whatever others are pinned, in any order", async () => {
  const elsewhere = await bytesOf(sampledFiling(new MemoryLog(other)).sealed);
  for (const keys of [
    [vkey, other.vkey],
    [other.vkey, vkey],
    [` ${other.vkey} `, vkey],
  ]) {
    const [one, two] = [await verified(await good(), { keys }), await verified(elsewhere, { keys })];
    expect([found(one), found(two)]).toEqual([[], []]);
    expect([one.summary?.signedBy, two.summary?.signedBy]).toEqual(
      [vkey, other.vkey].map((key) => key.split("+").slice(0, 2).join("+")),
    );
    expect(two.summary?.origin).toBe(other.origin);
  }
  // Another key of the other log makes the first one's bundle no better, nor the other's.
  const stranger = otherSigner(origin);
  expect(found(await verified(elsewhere, { keys: [vkey, stranger.vkey] }))).toEqual([
    "checkpoint_origin_unpinned field origin",
  ]);
});

it("names the log of which it holds no key, and those of which it does", async () => {
  const report = await verified(await good(), { keys: [other.vkey] });
  expect(report.ok).toBe(false);
  expect(report.summary?.signedBy).toBeNull();
  expect(report.steps.flatMap((step) => step.failures)).toEqual([
    {
      name: "checkpoint_origin_unpinned",
      at: { kind: "field", value: "origin" },
      found: origin,
      expected: other.origin,
    },
  ]);
});

it("refuses a bundle that gives another pinned log as its own, and leaves of another log under a pinned one", async () => {
  const keys = [vkey, other.vkey];
  const renamed = await bytesOf({ ...sealed, origin: other.origin, lines: each(lines) });
  expect(found(await verified(renamed, { keys }))).toEqual(
    expect.arrayContaining(
      ["checkpoint", "checkpoint-seal", "checkpoint-previous"].map((name) => `checkpoint_origin_wrong file ${name}`),
    ),
  );
  // The key of the other log signs checkpoints of the first one's tree, under its own name.
  const lent = (size: number) => other.sign(log.checkpoint(size).replace(origin, other.origin));
  const borrowed = await bytesOf({
    ...sealed,
    origin: other.origin,
    notes: { asOf: lent(asOf), seal: lent(log.size), previous: lent(9) },
    lines: each(lines),
  });
  expect(found(await verified(borrowed, { keys }))).toContain(`leaf_of_other_log leaf ${first}`);
  // And the key of one log signs nothing for the other.
  const crossed = await bytesOf({
    ...sealed,
    notes: { ...sealed.notes, asOf: other.sign(log.checkpoint(asOf)) },
    lines: each(lines),
  });
  expect(found(await verified(crossed, { keys }))).toEqual(["checkpoint_key_unknown file checkpoint"]);
});

it("refuses a previous checkpoint of another log by its name, and compares it with nothing", async () => {
  const previous = other.sign(new MemoryLog(other).checkpoint(0));
  expect(found(await verified(await good(), { keys: [vkey, other.vkey], previous }))).toEqual([
    "checkpoint_origin_wrong field --previous",
  ]);
});
