import { unzipSync } from "fflate";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mergeCase } from "../cases/service/merge";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { defaultDocument } from "../policy/default";
import { findEverywhere } from "../retention/testing/search";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase, onSubject, reportedCase, seat } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { proposeReferral, saveDraft, startReferral } from "./service/draft";
import { downloadPackage, lookInto } from "./service/seal";
import { listReferrals, referralsOf, showReferral } from "./service/show";
import { office, reported, sealed } from "./testing/world";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const category = defaultDocument.taxonomy.find((each) => each.hashOnly && each.severity !== null)?.key as string;

/** Texts that say something of the material: none of them may leave, whichever report or decision holds them. */
const planted = {
  text: "planted words of the material itself",
  url: "https://planted.example.test/material/4471",
  context: "planted words beside the material",
  described: "planted description by its reporter",
  elsewhere: "planted description by somebody who named no category",
  otherText: "planted words that the second report delivered",
  facts: "planted facts of the decision about it",
} as const;
const marks = Object.values(planted);

let superuser: postgres.Sql;
let moderator: StaffActor;
let first: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  first = await makePerson(["compliance_officer"], "苏敏", now);
  second = await makePerson(["compliance_officer"], "方正", now);
});
afterAll(() => superuser.end({ timeout: 2 }));

const all = ["registry", "identity", "decisions", "reports", "log", "reporters"] as const;
const chosen = { parts: [...all], reporterReason: "须向举报人取证" };

/** Everything of a referral that anybody gets to see, and the log. */
async function whereverOneLooks(found: OpenCase): Promise<string> {
  const number = await sealed([first, second], found, chosen, now);
  const { bytes } = await downloadPackage(second, { number }, now);
  const files = Object.values(unzipSync(bytes)).map((each) => Buffer.from(each).toString("utf8"));
  const other = await startReferral(first, { caseId: found.id, danger: true }, now);
  const { evidence } = await showReferral(first, { number: other.number });
  const draft = { ...other, version: 1, ...office, ...chosen, evidence: evidence.map(({ id }) => id) };
  await saveDraft(first, draft, now);
  const screens = [
    await showReferral(first, { number }),
    await lookInto(first, { number: other.number }, now),
    await listReferrals(first, { show: "all", limit: 100 }),
    await referralsOf(first, { caseId: found.id }),
  ];
  const [bodies] = await superuser`select string_agg(convert_from(body, 'UTF8'), ' ') as text from audit_event`;
  return [bytes.toString("latin1"), ...files, ...screens.map((each) => JSON.stringify(each)), bodies?.text].join("\n");
}

const material = (externalId: string, given: { readonly category?: string }) =>
  reported(
    externalId,
    {
      ...given,
      description: planted.described,
      reporter: { externalId: `told-by-${externalId}` },
      evidence: [
        { kind: "text", role: "reported", text: planted.text, messageExternalId: "m-material" },
        { kind: "image", role: "reported", url: planted.url, sha256: "ab".repeat(32), messageExternalId: "m-material" },
        { kind: "text", role: "context", text: planted.context, messageExternalId: "m-beside" },
      ],
    },
    now,
  );

describe("material that goes by hash and reference only", () => {
  it("is told by its hashes and ids, and by nothing else that anybody sees, whatever else is reported in its case", async () => {
    const found = await material("hashed-1", { category });
    await reported(
      "hashed-1",
      {
        description: planted.elsewhere,
        evidence: [{ kind: "text", role: "reported", text: planted.otherText, messageExternalId: "m-other" }],
      },
      now,
    );
    const told = await whereverOneLooks(found);
    for (const mark of marks) expect(told).not.toContain(mark);
    expect(told).toContain("ab".repeat(32));
    expect(told).toContain("m-material");
    expect(told).toContain("told-by-hashed-1");
    expect(await findEverywhere(superuser, marks)).toEqual([]);
  });

  it("also when only the decision says what it is, whose facts stay here too", async () => {
    const found = await material("hashed-2", { category: "fraud_fake_trade" });
    const measures = [onSubject(found, "suspend_posting", 3)];
    const input = await claimed(moderator, found, { measures, clauses: [category], facts: planted.facts }, now);
    await decide(moderator, input, now);
    const told = await whereverOneLooks(found);
    for (const mark of marks) expect(told).not.toContain(mark);
    expect(told).toContain(category);
    expect(await findEverywhere(superuser, marks)).toEqual([]);
  });

  it("stays what it is when its case was merged: for a referral begun before, and for one of the other case", async () => {
    await seat("g-hashed", "hashed-4", "founder", now);
    const into = await reportedCase({ subject: { type: "group", externalId: "g-hashed" } }, now);
    const found = await material("hashed-4", { category });
    const { number } = await startReferral(first, { caseId: found.id, danger: false }, now);
    const { evidence } = await showReferral(first, { number });
    const draft = { number, version: 1, ...office, ...chosen, evidence: evidence.map(({ id }) => id) };
    await saveDraft(first, draft, now);
    await mergeCase(moderator, { caseId: found.id, into: into.id }, now);
    const looked = await lookInto(first, { number }, now);
    expect(looked.hashOnly).toBe(true);
    expect(JSON.stringify(looked)).toContain("ab".repeat(32));
    const told = JSON.stringify(looked) + (await whereverOneLooks(into));
    for (const mark of marks) expect(told).not.toContain(mark);
  });

  it("is not quoted either by who writes the referral, in any of its words", async () => {
    const found = await material("hashed-3", { category });
    const { number } = await startReferral(first, { caseId: found.id, danger: false }, now);
    for (const field of ["contact", "basis", "reason", "reporterReason"] as const)
      for (const mark of [planted.text, planted.url, planted.described]) {
        const words = { number, version: 1, ...office, [field]: `参见 ${mark}。`, parts: [...all], evidence: [] };
        const refusal = await refusalOf(saveDraft(first, words, now));
        expect(refusal).toMatchObject({ code: "referrals.quotes_hashed", fields: [{ pointer: `/${field}` }] });
        expect(JSON.stringify(refusal)).not.toContain(mark);
      }
  });

  it("a case of anything else hands its texts over: the test above can fail", async () => {
    const found = await material("plain-1", { category: "fraud_fake_trade" });
    const told = await whereverOneLooks(found);
    for (const mark of [planted.text, planted.url, planted.described]) expect(told).toContain(mark);
    expect(await refusalOf(proposeReferral(first, { number: "R-2026-0001", version: 1 }, now))).not.toBeNull();
  });
});
