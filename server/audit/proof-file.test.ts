import { asc } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { auditEvent } from "../../db/schema";
import type { Role, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { fromBase64 } from "./base64";
import { openCheckpoint } from "./checkpoint";
import { createKey } from "./keys";
import { parseVkey } from "./note-key";
import { verifyInclusion } from "./proof";
import { formatProofFile } from "./proof-file";
import { proofOfEntry } from "./service";
import { signCheckpoint } from "./sign";
import { grow } from "./testing/log";
import { leafHash } from "./tree";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const as = (role: Role): StaffActor => ({
  kind: "staff",
  id: "00000000-0000-7000-8000-000000000001",
  roles: [role],
  sessionId: "s",
});
let vkey: string;
let entries: string[];
const entriesNow = async () =>
  (await read((tx) => tx.select({ id: auditEvent.id }).from(auditEvent).orderBy(asc(auditEvent.id)))).map(
    ({ id }) => id,
  );

beforeAll(async () => {
  vkey = await createKey({ kind: "operator", command: "test" }, now);
  await grow(300, now);
  await signCheckpoint(now);
  entries = await entriesNow();
});

/** Reads a file as the format says, knowing nothing but the log's key. */
function verified(text: string) {
  const [form, extra = "", index = "", ...rest] = text.split("\n");
  expect(form).toBe("c2sp.org/tlog-proof@v1");
  const end = rest.indexOf("");
  const header = fromBase64(extra.replace(/^extra /, "")) as Uint8Array;
  const key = parseVkey(vkey);
  const { size, root } = openCheckpoint(rest.slice(end + 1).join("\n"), { origin: key.name, keys: [key] });
  const proof = rest.slice(0, end).map((line) => fromBase64(line) as Uint8Array);
  const place = BigInt(index.replace(/^index /, ""));
  return { failure: verifyInclusion({ index: place, size, leafHash: leafHash(header), root, proof }), header, place };
}

test("is the format that others read", () => {
  const hash = new Uint8Array(32).fill(7);
  const note = "example.com/log\n1\nAA==\n\n— example.com/log sig\n";
  expect(formatProofFile({ index: 5n, hashes: [hash], note, extra: Buffer.from("header") })).toBe(
    `c2sp.org/tlog-proof@v1\nextra aGVhZGVy\nindex 5\n${Buffer.from(hash).toString("base64")}\n\n${note}`,
  );
});

test("proves an entry to whoever holds the key, and nothing else", async () => {
  for (const at of [0, 1, 137, 255, 256]) {
    const { name, text } = await proofOfEntry(as("compliance_officer"), entries[at] as string);
    const { failure, header, place } = verified(text);
    expect([failure, name]).toEqual([null, `${place}.tlog-proof`]);
    expect(JSON.parse(Buffer.from(header).toString())).toMatchObject({ i: String(place) });
    const altered = text.replace(/extra .{8}/, "extra AAAAAAAA");
    expect(verified(altered).failure).not.toBeNull();
  }
});

test("is refused for what is not there, not this person's to read, or not signed yet", async () => {
  const entry = entries[3] as string;
  expect(await refusalOf(proofOfEntry(as("compliance_officer"), "00000000-0000-7000-8000-00000000dead"))).toMatchObject(
    {
      code: "audit.missing",
    },
  );
  expect(await refusalOf(proofOfEntry(as("lead"), entry))).toMatchObject({ code: "audit.missing" });
  await grow(1, now);
  const newest = (await entriesNow()).find((id) => !entries.includes(id)) as string;
  expect(await refusalOf(proofOfEntry(as("compliance_officer"), newest))).toMatchObject({ code: "audit.not_signed" });
});
