import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { measuresOf } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { proposeIncident } from "./service/propose";
import { askToReverse } from "./service/reverse";
import {
  carriedOut,
  content,
  drafted,
  incidentRecord,
  makeSubjects,
  named,
  rowsOf,
  running,
  workAll,
} from "./testing/world";

const urls = useDatabase();
const now = testNow();
let lead: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  second = await makePerson(["lead"], "何川", now);
});

/** What the database says to a statement that no rule made; null when it does it. */
async function said(url: string, statement: string): Promise<string | null> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? "?";
  } finally {
    await client.end();
  }
}
const ask = (statement: string) => said(urls().appUrl, statement);
const checkViolation = "23514";
const restrict = "23001";

describe("the database, when a rule is bypassed", () => {
  it("lets nobody approve her own incident, or run one that nobody approved", async () => {
    await makeSubjects("group", ["guard-1"], now);
    const { incidentId } = await drafted(lead, content(["guard-1"]), now);
    await proposeIncident(lead, { incidentId, version: 1 }, now);
    const run = (by: string) =>
      ask(`update incident set state = 'running', approved_by = ${by} where id = '${incidentId}'`);
    expect(await run(`'${lead.id}'`)).toBe(checkViolation);
    expect(await run("null")).toBe(checkViolation);
    expect(
      await ask(
        `update incident set state = 'done', approved_by = '${second.id}', finished_at = now() where id = '${incidentId}'`,
      ),
    ).toBe(restrict);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "proposed", approvedBy: null });
  });

  it("lets nobody agree to the reversal that she asked for", async () => {
    await makeSubjects("group", ["guard-2"], now);
    const { incidentId } = await carriedOut([lead, second], content(["guard-2"]), now);
    await askToReverse(lead, { incidentId, version: 4, reason: "误" }, now);
    expect(
      await ask(
        `update incident set state = 'reversing', reversal_approved_by = '${lead.id}' where id = '${incidentId}'`,
      ),
    ).toBe(checkViolation);
    expect(await ask(`update incident set state = 'reversing' where id = '${incidentId}'`)).toBe(checkViolation);
    expect(await ask(`update incident set state = 'draft' where id = '${incidentId}'`)).toBe(restrict);
  });

  it("changes nothing of what was proposed, nor whom it is about", async () => {
    const ids = named("guard-3", 2);
    const [extra] = await makeSubjects("group", ["guard-3-extra", ...ids], now);
    const { incidentId } = await running([lead, second], content(ids), now);
    for (const statement of [
      `update incident set clause = 'spam' where id = '${incidentId}'`,
      `update incident set measure_key = 'close_group' where id = '${incidentId}'`,
      `update incident set denied_by = '${second.id}', denied_at = now(), denial_reason = '\\x00' where id = '${incidentId}'`,
      `update incident set created_by = '${second.id}' where id = '${incidentId}'`,
      `delete from incident where id = '${incidentId}'`,
      `delete from incident_row where incident_id = '${incidentId}'`,
      `insert into incident_row (incident_id, ordinal, subject_id, state) values ('${incidentId}', 9, '${extra?.id}', 'waiting')`,
      `update incident_row set subject_id = '${extra?.id}' where incident_id = '${incidentId}' and ordinal = 1`,
      `update incident_row set state = 'reversed' where incident_id = '${incidentId}' and ordinal = 1`,
    ])
      expect([statement, await ask(statement)]).toEqual([statement, restrict]);
    // Done is only what those two decided.
    const done = (decision: string) =>
      ask(
        `update incident_row set state = 'done', decision_id = ${decision} where incident_id = '${incidentId}' and ordinal = 1`,
      );
    expect(await done("null")).toBe(checkViolation);
    await workAll(now);
    expect(await ask(`update incident_row set state = 'waiting' where incident_id = '${incidentId}'`)).toBe(restrict);
    expect(await ask(`update incident_row set decision_id = null where incident_id = '${incidentId}'`)).toBe(restrict);
  });
});

describe("a subject at which something breaks", () => {
  it("keeps no other back, is tried three times, and is told as failed", async () => {
    const ids = named("broken", 12);
    const groups = await makeSubjects("group", ids, now);
    const bad = groups.find(({ externalId }) => externalId === "broken-4");
    await said(
      urls().superUrl,
      `insert into privacy_key (about, wrapped, created_at) values ('group:${bad?.id}', '\\x00', now())`,
    );
    const { incidentId } = await carriedOut([lead, second], content(ids), now);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "done" });
    const rows = await rowsOf(incidentId);
    expect(rows.filter(({ state }) => state === "done")).toHaveLength(11);
    expect(rows.find(({ state }) => state === "failed")).toMatchObject({
      subjectId: bad?.id,
      cause: "error",
      decisionId: null,
    });
    expect(await measuresOf(bad?.id as string)).toEqual([]);
  });
});
