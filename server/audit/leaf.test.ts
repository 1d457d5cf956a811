import { expect, test } from "vitest";
import { envelopeOf, readEnvelope } from "./leaf";

const given = {
  log: "docket/public-1/log/1",
  index: 2n ** 60n,
  nth: 7n,
  kind: "decision",
  sequencedAt: new Date("2026-11-22T08:00:00.120Z"),
  c: "ab".repeat(32),
} as const;

test("an envelope is the canonical form of its header, whatever the size of the log", () => {
  const text = Buffer.from(envelopeOf(given)).toString();
  expect(text).toBe(
    `{"c":"${given.c}","i":"1152921504606846976","kind":"decision","log":"docket/public-1/log/1","n":"7",` +
      '"seq_at":"2026-11-22T08:00:00.120Z","t":"docket/audit-leaf/v1"}',
  );
  expect(readEnvelope(Buffer.from(text))).toMatchObject({ i: "1152921504606846976", n: "7", kind: "decision" });
});

test.each([
  [
    "another order of members",
    (text: string) => text.replace(/^\{("c":"\w+"),/, "{").replace(/\}$/, `,"c":"${given.c}"}`),
  ],
  ["white space", (text: string) => text.replace(",", ", ")],
  ["a further member", (text: string) => text.replace("}", ',"z":1}')],
  ["a missing member", (text: string) => text.replace('"n":"7",', "")],
  ["a leading zero", (text: string) => text.replace('"n":"7"', '"n":"07"')],
  ["a number for a count", (text: string) => text.replace('"n":"7"', '"n":7')],
  ["a kind that is not in the list", (text: string) => text.replace("decision", "verdict")],
  ["another format", (text: string) => text.replace("leaf/v1", "leaf/v2")],
  ["a time without milliseconds", (text: string) => text.replace(".120Z", "Z")],
  ["a time in another zone", (text: string) => text.replace(".120Z", ".120+00:00")],
  ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ["a member twice", (text: string) => text.replace('"n":"7"', '"n":"7","n":"7"')],
])("bytes with %s are no envelope", (_name, change) => {
  const text = Buffer.from(envelopeOf(given)).toString();
  expect(change(text)).not.toBe(text);
  expect(readEnvelope(Buffer.from(change(text)))).toBeNull();
});

test("bytes that are not UTF-8 are no envelope", () => {
  expect(readEnvelope(Buffer.concat([Buffer.from(envelopeOf(given)), Buffer.from([0xff])]))).toBeNull();
});
