import { eq } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { caseRow, group, incident, incidentRow, measure, report, staffSubject } from "../../db/schema";
import { claimCase } from "../cases/service/claim";
import { snoozeCase } from "../cases/service/move";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { subjectLimit } from "./contract";
import { previewContent } from "./service/draft";
import { approveIncident, previewIncident, proposeIncident } from "./service/propose";
import { namesIn } from "./service/select";
import { carriedOut, content, drafted, makeSubjects, named, rowsOf, running, workAll } from "./testing/world";

const urls = useDatabase();
const now = testNow();
let lead: StaffActor;
let second: StaffActor;
let moderator: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  second = await makePerson(["lead"], "何川", now);
  moderator = await makePerson(["moderator"], "周宁", now);
});
const caseOf = (externalId: string) => reportedCase({ subject: { type: "group", externalId } }, now);
const closing = { measure: { key: "close_group" as const, parameters: {}, days: null } };

describe("a preview", () => {
  it("says who is left out and why, and the act then does exactly that", async () => {
    const people = [lead, second] as const;
    await makeSubjects("group", ["p-free", "p-free-2", "p-own", "p-own-2"], now);
    const [own] = await makeSubjects("group", ["p-own"], now);
    const [theirs] = await makeSubjects("group", ["p-own-2"], now);
    await staffOwns(lead, own?.id as string);
    await staffOwns(second, theirs?.id as string);
    await decideAbout(
      people,
      { type: "group", externalId: "p-closed" },
      (found) => [onSubject(found, "close_group")],
      now,
    );
    const held = await caseOf("p-held");
    await claimCase(moderator, { caseId: held.id }, now);
    await caseOf("p-waits");
    const awaiting = await caseOf("p-awaiting");
    await decide(
      moderator,
      await claimed(moderator, awaiting, { measures: [onSubject(awaiting, "close_group")] }, now),
      now,
    );
    const snoozed = await caseOf("p-snoozed");
    await claimCase(moderator, { caseId: snoozed.id }, now);
    await snoozeCase(moderator, { caseId: snoozed.id, until: later(now, day).toISOString() }, now);

    const text = [
      "p-free",
      "p-free-2",
      "p-own",
      "p-own-2",
      "p-closed",
      "p-held",
      "p-waits",
      "p-awaiting",
      "p-snoozed",
      "p-nobody",
      "p-free",
    ];
    const said = content(text, closing);
    const seen = await previewContent(lead, said, now);
    expect(seen).toMatchObject({
      total: 9,
      repeated: 1,
      unknown: { count: 1, some: ["p-nobody"] },
      going: 4,
      joining: 1,
      faults: [],
      highImpact: { count: 0 },
      byType: [{ type: "1", count: 4 }],
    });
    expect(Object.fromEntries(seen.leftOut.map(({ cause, count }) => [cause, count]))).toEqual({
      own_subject: 1,
      measure_holds: 1,
      case_held: 1,
      case_awaiting: 1,
      case_snoozed: 1,
    });
    expect(seen.samples).toHaveLength(4);
    expect(seen.notice?.zh).toContain("关闭群组");
    expect(seen.notice?.zh).toContain("C-……");
    expect(await read((tx) => tx.$count(incident))).toBe(0);

    const before = await read((tx) => tx.$count(measure));
    const made = await drafted(lead, said, now);
    // Whoever approves sees it as it will be with both of them: her own group is left out too.
    expect((await previewIncident(second, made.incidentId, now)).going).toBe(3);
    const { incidentId } = await carriedOut([lead, second], said, now);
    const rows = await rowsOf(incidentId);
    expect(rows.filter(({ state }) => state === "done")).toHaveLength(3);
    const causes = rows.filter(({ state }) => state === "left_out").map(({ cause }) => cause);
    expect(causes.sort()).toEqual([
      "case_awaiting",
      "case_held",
      "case_snoozed",
      "measure_holds",
      "own_subject",
      "own_subject",
    ]);
    expect((await read((tx) => tx.$count(measure))) - before).toBe(3);
    // The open case that nobody held was decided with it, and its reporter's report is upheld.
    const [joined] = await read((tx) =>
      tx
        .select()
        .from(caseRow)
        .where(
          eq(
            caseRow.subjectCode,
            rows[0] ? (seen.samples.find(({ name }) => name.includes("p-waits"))?.code ?? "") : "",
          ),
        ),
    );
    expect(joined).toMatchObject({ state: "decided", reportCount: 2 });
    const reports = await read((tx) =>
      tx
        .select()
        .from(report)
        .where(eq(report.caseId, joined?.id as string)),
    );
    expect(reports.map(({ state }) => state)).toEqual(["upheld", "upheld"]);
  });

  it("is made anew when it is carried out: what changed since the approval counts", async () => {
    await makeSubjects("group", named("later", 3), now);
    const { incidentId } = await running([lead, second], content(named("later", 3), closing), now);
    const held = await reportedCase({ subject: { type: "group", externalId: "later-2" } }, now);
    await claimCase(moderator, { caseId: held.id }, now);
    await workAll(later(now, minute));
    expect((await rowsOf(incidentId)).map(({ state, cause }) => [state, cause])).toEqual([
      ["done", null],
      ["left_out", "case_held"],
      ["done", null],
    ]);
  });

  it("is refused where the facts would give away who reported one of them: all are told the same", async () => {
    await makeSubjects("group", ["tell-1", "tell-2"], now);
    await reportedCase(
      { subject: { type: "group", externalId: "tell-1" }, reporter: { externalId: "u-zhangsan-88" } },
      now,
    );
    const said = content(["tell-1", "tell-2"], { facts: "据 u-zhangsan-88 反映，群内有虚假交易。" });
    const seen = await previewContent(lead, said, now);
    expect(seen.leftOut).toEqual([{ cause: "names_reporter", count: 1 }]);
    expect(seen.faults).toMatchObject([
      { pointer: "/facts", reason: { en: "The facts must not identify a reporter" } },
    ]);
    expect(seen.notice).toBeNull();
    const refusal = await refusalOf(running([lead, second], said, now));
    expect(refusal).toMatchObject({ code: "incidents.incomplete", fields: [{ pointer: "/facts" }] });

    // Who reports while it waits is asked for again by the approval.
    const made = await drafted(lead, { ...said, facts: "据 u-lisi-0099 反映，群内有虚假交易。" }, now);
    await proposeIncident(lead, { incidentId: made.incidentId, version: 1 }, now);
    await reportedCase(
      { subject: { type: "group", externalId: "tell-2" }, reporter: { externalId: "u-lisi-0099" } },
      now,
    );
    const approved = approveIncident(second, { incidentId: made.incidentId, version: 2 }, now);
    expect(await refusalOf(approved)).toMatchObject({ code: "incidents.incomplete", fields: [{ pointer: "/facts" }] });
  });

  it("tells each field that is missing or wrong, and proposes nothing like that", async () => {
    await makeSubjects("group", ["bad-1"], now);
    const bad = content(["bad-1"], {
      clause: "",
      facts: "",
      measure: { key: "suspend_posting", parameters: {}, days: null },
    });
    const seen = await previewContent(lead, bad, now);
    expect(seen.faults.map(({ pointer }) => pointer).sort()).toEqual(["/clauses", "/facts", "/measures/0/days"]);
    expect(seen.notice).toBeNull();
    const refusal = await refusalOf(running([lead, second], { ...bad, title: "" }, now));
    expect(refusal).toMatchObject({ code: "incidents.incomplete", status: 422 });
    expect(refusal?.fields.map(({ pointer }) => pointer)).toContain("/title");
    for (const key of ["warn", "lower_credit"] as const)
      expect(
        (await previewContent(lead, content(["bad-1"], { measure: { key, parameters: {}, days: null } }), now)).faults,
      ).not.toEqual([]);
  });

  it("names groups that are large or public, and warns of nobody to whom it could be done", async () => {
    const [big] = await makeSubjects("group", ["big-1"], now);
    await superuser(`update chat_group set grade = 4, member_count = 5000 where id = '${big?.id}'`);
    const seen = await previewContent(lead, content(["big-1"]), now);
    expect(seen.highImpact).toMatchObject({ count: 1, some: [{ code: big?.code, grade: 4, memberCount: 5000 }] });
    expect(await refusalOf(running([lead, second], content(["nobody-at-all"]), now))).toMatchObject({
      code: "incidents.nobody",
    });
  });
});

describe("collecting", () => {
  it("takes all that match the registry's filters, as one step of its own, or those that were chosen", async () => {
    const groups = await makeSubjects("group", named("match", 5), now);
    const query = (chosen: "all" | string[]) =>
      content([], { selection: { by: "query", kind: "group", filter: { text: "夜市 match" }, chosen } });
    expect(await previewContent(lead, query("all"), now)).toMatchObject({ total: 5, collected: "query" });
    const two = groups.slice(0, 2).map(({ id }) => id);
    expect(await previewContent(lead, query(two), now)).toMatchObject({ total: 2 });
    const some = await previewContent(lead, query([...two, "00000000-0000-7000-8000-00000000dead"]), now);
    expect(some).toMatchObject({ total: 2, unknown: { count: 1 } });
    expect(
      await refusalOf(
        previewContent(
          lead,
          { ...query("all"), selection: { by: "query", kind: "group", filter: { text: "夜" }, chosen: "all" } },
          now,
        ),
      ),
    ).toMatchObject({
      code: "registry.too_short",
      status: 422,
    });
  });

  it("takes codes and ids, of either width and case, one a line or between commas, each once", async () => {
    const [one, two] = await makeSubjects("group", ["list, one".slice(0, 4), "list-two"], now);
    expect(namesIn("\uFEFFa\r\n b ，c;d；e、f\t\n\n")).toEqual(["a", "b", "c", "d", "e", "f"]);
    const text = `${one?.code.toLowerCase()}\nlist-two，${two?.code}\n`;
    const seen = await previewContent(lead, content([], { selection: { by: "list", kind: "group", text } }), now);
    expect(seen).toMatchObject({ total: 2, repeated: 1, unknown: { count: 0 } });
    // A group is no account.
    const other = content([], {
      selection: { by: "list", kind: "account", text },
      measure: { key: "warn", parameters: {}, days: null },
    });
    expect(await previewContent(lead, other, now)).toMatchObject({ total: 0, unknown: { count: 3 } });
  });

  it("refuses more than the limit, and takes no half of them", async () => {
    const text = named("many", subjectLimit + 1).join("\n");
    const said = content([], { selection: { by: "list", kind: "group", text } });
    expect(await refusalOf(drafted(lead, said, now))).toMatchObject({
      code: "incidents.too_many",
      status: 422,
      details: { limit: subjectLimit },
    });
  });

  it("keeps a list of the limit's size, and judges it, in little time", async () => {
    await superuser(`
      set session_replication_role = replica;
      insert into chat_group (id, external_id, code, name, grams, confirmed, version, created_at)
      select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'full-' || n, 'G-F' || n, '群' || n, '{}', true, 0, now()
      from generate_series(1, ${subjectLimit}) n`);
    const { incidentId } = await drafted(lead, content(named("full", subjectLimit)), now);
    expect(await read((tx) => tx.$count(incidentRow, eq(incidentRow.incidentId, incidentId)))).toBe(subjectLimit);
    expect(await previewIncident(second, incidentId, later(now, hour))).toMatchObject({
      going: subjectLimit,
      leftOut: [],
    });
    expect(await read((tx) => tx.$count(group))).toBeGreaterThan(subjectLimit);
  });
});

const superuser = async (statement: string) => {
  const owner = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  try {
    await owner.unsafe(statement);
  } finally {
    await owner.end();
  }
};

async function staffOwns(person: StaffActor, subjectId: string) {
  await superuser(
    `insert into staff_subject (staff_id, subject_kind, subject_id) values ('${person.id}', 'group', '${subjectId}')`,
  );
  expect(await read((tx) => tx.$count(staffSubject, eq(staffSubject.subjectId, subjectId)))).toBe(1);
}
