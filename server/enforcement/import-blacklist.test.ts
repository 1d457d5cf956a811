import { beforeAll, describe, expect, it } from "vitest";
import { account, auditEvent, caseRow, decision, measure, report } from "../../db/schema";
import { may } from "../access/matrix";
import { roles, type StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { measuresOf, reportedCase, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { importRowLimit } from "./contract-import";
import { listApprovals, showApproval } from "./service/approvals";
import { approve } from "./service/approve";
import { entitlementsOfAccount } from "./service/entitlements";
import { importBlacklist } from "./service/import-blacklist";

useDatabase();
const now = testNow();
let lead: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  second = await makePerson(["lead"], "何川", now);
});

const header = "kind,externalId,functions,reviewDays,clause,facts";
const bring = (rows: readonly string[], at = now) => importBlacklist(lead, { text: [header, ...rows].join("\n") }, at);
const everything = () =>
  read(async (tx) => ({
    accounts: await tx.$count(account),
    cases: await tx.$count(caseRow),
    reports: await tx.$count(report),
    decisions: await tx.$count(decision),
    measures: await tx.$count(measure),
    entries: await tx.$count(auditEvent),
  }));
/** `line/column` of each fault. */
const faultsOf = async (rows: readonly string[]) => {
  const refusal = await refusalOf(bring(rows));
  expect(refusal).toMatchObject({ code: "enforcement.import_refused", status: 422 });
  return refusal?.fields.map(({ pointer }) => pointer.replace("/lines/", ""));
};

describe("a list that is brought in", () => {
  it("makes proposals and no entries: a second person lists, and whoever brought it in may not", async () => {
    const made = await bring([
      'account,list-1,found;post,90,4.2.1,"收取押金后失联，受害人 3 名"',
      "group,list-2,post、join,30,fraud_fake_trade,群内反复发布虚假交易",
    ]);
    expect(made.map(({ line }) => line)).toEqual([2, 3]);
    const subject = await subjectNamed("account", "list-1");
    expect(await measuresOf(subject.id)).toEqual([]);
    expect((await entitlementsOfAccount("list-1", now)).mayFound).toBe(true);

    const [first] = made;
    const decisionId = first?.decisionId as string;
    const waiting = (await listApprovals(second)).rows.find(({ id }) => id === decisionId);
    expect(waiting).toBeDefined();
    const shown = await showApproval(second, decisionId, now);
    expect(JSON.stringify(shown)).toContain("收取押金后失联");
    expect(await refusalOf(approve(lead, { decisionId, version: 1 }, now))).toMatchObject({
      code: "enforcement.own_proposal",
    });
    await approve(second, { decisionId, version: 1 }, later(now, hour));
    const [row] = await measuresOf(subject.id);
    expect(row).toMatchObject({ key: "blacklist", state: "in_force", parameters: { functions: ["found", "post"] } });
    expect((await entitlementsOfAccount("list-1", later(now, hour))).mayFound).toBe(false);
    const [found] = (await read((tx) => tx.select().from(caseRow))).filter(({ id }) => id === row?.caseId);
    expect(found).toMatchObject({ source: "staff", reportCount: 1, state: "decided", number: first?.caseNumber });
  });

  it("with bad rows among good ones tells each by its line, and writes nothing at all", async () => {
    const before = await everything();
    expect(
      await faultsOf([
        "account,good-1,found,90,4.2.1,事实",
        "robot,bad-1,found,90,4.2.1,事实",
        "account,bad-2,fly,90,4.2.1,事实",
        "group,bad-3,found,90,4.2.1,群组不能限制建群",
        "account,bad-4,found,0,9.9.9,",
        "account,good-1,found,90,4.2.1,重复",
        "account,,found,90,4.2.1,事实",
      ]),
    ).toEqual([
      "3/kind",
      "4/functions",
      "5/functions",
      "6/reviewDays",
      "6/clause",
      "6/facts",
      "7/externalId",
      "8/externalId",
    ]);
    expect(await everything()).toEqual(before);
  });

  it("leaves nothing behind when the fault is found in the database, after others were ready", async () => {
    const busy = await reportedCase({ subject: { type: "account", externalId: "busy" } }, now);
    const before = await everything();
    const refusal = await refusalOf(
      bring([
        "account,ready,found,90,4.2.1,事实",
        "account,busy,found,90,4.2.1,事实",
        "account,list-1,found,9,4.2.1,已在列",
      ]),
    );
    expect(refusal?.fields.map(({ pointer }) => pointer)).toEqual(["/lines/3/externalId"]);
    expect(refusal?.fields[0]?.reason.en).toContain(`C-${String(busy.number).padStart(6, "0")}`);
    expect(await everything()).toEqual(before);
    // Without the open case the next fault comes to light: this account is listed already.
    const again = await refusalOf(bring(["account,ready,found,90,4.2.1,事实", "account,list-1,found,9,4.2.1,已在列"]));
    expect(again?.fields).toMatchObject([{ pointer: "/lines/3/", reason: { en: "This measure holds already" } }]);
    expect(await everything()).toEqual(before);
  });

  it("brought in twice proposes once: what waits for a second person is an open case", async () => {
    const rows = ["account,twice,found,90,4.2.1,事实"];
    expect(await bring(rows)).toHaveLength(1);
    expect(await faultsOf(rows)).toEqual(["2/externalId"]);
  });

  it.each([
    ["no CSV", '"', /CSV/],
    ["no header", "account,x,found,90,4.2.1,事实", /lacks the column/],
    ["a column missing", "kind,externalId\naccount,x", /functions, reviewDays, clause, facts/],
    ["no rows", header, /no rows/],
    [
      "too many rows",
      [header, ...Array(importRowLimit + 1).fill("account,x,found,9,4.2.1,f")].join("\n"),
      /more than 200/,
    ],
  ])("refuses %s", async (_, text, says) => {
    const refusal = await refusalOf(importBlacklist(lead, { text }, now));
    expect(refusal?.code).toBe("enforcement.import_refused");
    expect(refusal?.fields[0]?.reason.en).toMatch(says);
  });

  it("refuses the number of an identity document where an id belongs", async () => {
    expect(await faultsOf(["account,11010519491231002X,found,90,4.2.1,事实"])).toEqual(["2/externalId"]);
  });

  it("takes as many rows as it says", async () => {
    const rows = Array.from({ length: importRowLimit }, (_, at) => `account,many-${at},found,90,4.2.1,事实 ${at}`);
    expect(new Set((await bring(rows)).map(({ decisionId }) => decisionId)).size).toBe(importRowLimit);
  }, 30_000);

  it("is a lead's, and nobody else's", () => {
    expect(roles.filter((role) => may([role], "blacklist.import"))).toEqual(["lead"]);
  });
});
