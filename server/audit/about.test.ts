import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role, StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { Refused } from "../kernel/refusal";
import type { Entry } from "../kernel/verdict";
import { useDatabase } from "../testing/database";
import { transact } from "../transact";
import { entriesAbout } from "./service";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const person = (...roles: Role[]): StaffActor => ({ kind: "staff", id: newId(now), roles, sessionId: newId(now) });
const officer = person("compliance_officer");
const lead = person("lead");
const [groupId, accountId, caseId, otherCase, measureId, decisionId] = Array.from({ length: 6 }, () => newId(now)) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const entry = (action: Entry["action"], kind: string, id: string, version: number | null, of?: string): Entry => ({
  kind: action.split(".")[0] as Entry["kind"],
  action,
  subject: { kind, id, version },
  pub: {},
  ...(of && { caseId: of }),
});

let superuser: postgres.Sql;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  let minute = 0;
  const commit = (each: Entry) =>
    transact(officer, new Date(now.getTime() + 60_000 * minute++), async (_tx, settle) =>
      settle({ ok: true, next: null, entry: each, effects: [] }),
    );
  await commit(entry("report.received", "case", caseId, 1, caseId));
  await commit(entry("report.received", "case", otherCase, 1, otherCase));
  await commit(entry("measure.entered", "measure", measureId, 1, caseId));
  await commit(entry("account.credit_changed", "account", accountId, 1));
  // Rows as enforcement writes them; what is tested here is only which entries they lead to.
  await superuser.unsafe(`
    set session_replication_role = replica;
    insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue, severity,
      source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
    values ('${caseId}', 'group', '${groupId}', 'g', 'G-1', '{}', 'decided', 1, 'general', 1, 'in_app', 1, '{}', 1, 1, now(), now(), 1),
      ('${otherCase}', 'account', '${newId(now)}', 'x', 'A-9', '{}', 'open', 1, 'general', 1, 'in_app', 1, '{}', 1, 1, now(), now(), 1);
    insert into measure (id, decision_id, case_id, key, subject_kind, subject_id, subject_name, subject_code, standing, parameters,
      grounds, from_at, state, delivery, version, entered_at, event_id)
    values ('${measureId}', '${decisionId}', '${caseId}', 'lower_credit', 'account', '${accountId}', 'a', 'A-1', 'founder', '{}',
      '{}', now(), 'in_force', 'queued', 1, now(), '${newId(now)}');
    set session_replication_role = default;`);
});
afterAll(() => superuser.end());

const actions = async (kind: "group" | "account", id: string, by = officer) =>
  (await entriesAbout(by, { kind, id })).rows.map((row) => row.action);

test("a group's history holds its cases; an account's, the measures that another's case carried", async () => {
  expect(await actions("group", groupId)).toEqual(["measure.entered", "report.received"]);
  expect(await actions("account", accountId)).toEqual(["account.credit_changed", "measure.entered"]);
  expect(await actions("account", newId(now))).toEqual([]);
});

test("a lead reads of it what belongs to cases", async () => {
  expect(await actions("account", accountId, lead)).toEqual(["measure.entered"]);
});

test("a place that is none of ours is refused", async () => {
  await expect(entriesAbout(officer, { kind: "group", id: groupId, cursor: "x" })).rejects.toBeInstanceOf(Refused);
});
