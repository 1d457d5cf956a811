import { expect, test } from "vitest";
import { each } from "../testing/bundle";
import { zipOf } from "./zip";

test.each([
  ["a file that fits", [999], null],
  ["a file that does not", [1_000], "0 is too large for a zip"],
  [
    "files that fit, in an archive that does not",
    Array.from({ length: 20 }, () => 0),
    "a bundle is too large for a zip",
  ],
])("%s is written, or breaks the archive off", async (_what, lengths, fault) => {
  const files = lengths.map((length, nth) => ({ name: `${nth}`, pieces: each([new Uint8Array(length)]) }));
  const written = async () => {
    for await (const _ of zipOf(each(files), 1_000));
    return null;
  };
  expect(await written().catch(({ message }: Error) => message)).toBe(fault);
});
