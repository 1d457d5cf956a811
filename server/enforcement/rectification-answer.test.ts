import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { notice, rectification } from "../../db/schema";
import { api } from "../api";
import { noticeToken } from "../delivery/service/order";
import { serveApi } from "../http/serve";
import type { StaffActor } from "../kernel/actor";
import { day, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { actionsAbout, decideAbout, measuresOf, onSubject } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { checkRectification, liftMeasure, markOverdue, reverseMeasure } from "./service/end";
import { showMeasure } from "./service/ledger";
import { listRectifications, owedBy, readAnswer, submitRectification } from "./service/rectification";
import { overdueIds } from "./store";

const urls = useDatabase();
const now = testNow();
const text = "引流信息已全部删除，管理员已逐条核对。";
let moderator: StaffActor;
let lead: StaffActor;
let superuser: postgres.Sql;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});
afterAll(() => superuser.end());

let made = 0;
/** A group that is asked to put something right, with the secret part of its notice's address. */
async function assigned(key: "warn_and_rectify" | "warn" = "warn_and_rectify") {
  const externalId = `g-${++made}`;
  const found = await decideAbout(
    [moderator, lead],
    key === "warn" ? { type: "account", externalId } : { type: "group", externalId },
    (each) => [onSubject(each, key, key === "warn" ? null : 3, key === "warn" ? {} : { items: ["删除引流信息"] })],
    now,
  );
  const [measure] = await measuresOf(found.subjectId);
  const [issued] = await read((tx) => tx.select().from(notice).where(eq(notice.subjectId, found.subjectId)));
  return { measureId: measure?.id as string, token: noticeToken(issued?.id as string), subjectId: found.subjectId };
}
const stateOf = async (measureId: string) =>
  (await read((tx) => tx.select().from(rectification).where(eq(rectification.measureId, measureId))))[0];

it("takes an answer from whoever holds the notice's address, once, sealed, with its entry", async () => {
  const { measureId, token } = await assigned();
  expect(await owedBy(token, now)).toMatchObject({
    state: "assigned",
    isOpen: true,
    isOver: false,
    dueAt: later(now, 3 * day),
  });
  expect(await submitRectification(token, { text }, later(now, day))).toMatchObject({
    state: "submitted",
    isOpen: false,
  });
  expect(await stateOf(measureId)).toMatchObject({ state: "submitted", submittedAt: later(now, day), version: 2 });
  expect(await actionsAbout("measure", measureId)).toEqual(["measure.entered", "measure.rectification_submitted"]);
  expect(await owedBy(token, now)).toMatchObject({ state: "submitted", isOpen: false });
  expect(await refusalOf(submitRectification(token, { text }, later(now, day)))).toMatchObject({
    code: "enforcement.rectification_transition",
  });
  // Nobody who reads the tables reads the answer.
  const [plain] = await superuser<{ found: boolean }[]>`
    select bool_or(r::text like '%' || ${text} || '%') as found from (
      select r::text from rectification r union all select e.body_json::text from audit_event e) r`;
  expect(plain?.found).toBe(false);
});

it("refuses an address that is none, a notice that asks for nothing, one that is late, and one that is over", async () => {
  const other = await assigned("warn");
  expect(await owedBy(other.token, now)).toBeNull();
  for (const token of ["x", "A".repeat(43), `${other.token}A`, other.token])
    expect(await refusalOf(submitRectification(token, { text }, now))).toMatchObject({ code: "enforcement.missing" });
  const { token, measureId } = await assigned();
  expect(await refusalOf(submitRectification(token, { text }, later(now, 3 * day)))).toMatchObject({
    code: "enforcement.rectification_late",
  });
  await markOverdue(later(now, 3 * day));
  expect(await refusalOf(submitRectification(token, { text }, now))).toMatchObject({
    code: "enforcement.rectification_transition",
  });
  const [{ version = 0 } = {}] = await superuser<
    { version: number }[]
  >`select version from measure where id = ${measureId}`;
  const check = { measureId, version, note: "已复查" };
  expect(
    await refusalOf(checkRectification(moderator, { ...check, verdict: "passed" }, later(now, 4 * day))),
  ).toMatchObject({ code: "enforcement.rectification_transition" });
  await checkRectification(moderator, { ...check, verdict: "failed" }, later(now, 4 * day));
  expect(await refusalOf(submitRectification(token, { text }, later(now, 4 * day)))).toMatchObject({
    code: "enforcement.measure_transition",
  });
  expect(await owedBy(token, now)).toMatchObject({ state: "failed", isOpen: false, isOver: false });
});

it("is listed for those who check, read by a logged act, and not marked overdue any more", async () => {
  const { measureId, token } = await assigned();
  expect(await refusalOf(readAnswer(moderator, measureId, now))).toMatchObject({ code: "enforcement.missing" });
  await submitRectification(token, { text }, later(now, day));
  const listed = await listRectifications({ state: "submitted" }, now);
  expect(listed.rows.map((row) => row.measureId)).toContain(measureId);
  expect((await listRectifications({ state: "assigned" }, now)).rows.map((row) => row.measureId)).not.toContain(
    measureId,
  );
  expect(await refusalOf(listRectifications({ state: "assigned", cursor: "x" }, now))).toMatchObject({
    code: "enforcement.bad_cursor",
  });
  expect(JSON.stringify(await showMeasure(moderator, measureId, later(now, day)))).not.toContain(text);
  expect(await readAnswer(moderator, measureId, later(now, day))).toBe(text);
  expect((await actionsAbout("measure", measureId)).at(-1)).toBe("disclosure.rectification");
  await markOverdue(later(now, 9 * day));
  expect(await stateOf(measureId)).toMatchObject({ state: "submitted" });
});

it("wants nobody any more once its warning was lifted or taken back, however it stood", async () => {
  const given = { version: 1, reason: "误判" };
  const [waiting, answered] = [await assigned(), await assigned()];
  await submitRectification(answered.token, { text }, later(now, day));
  await liftMeasure(lead, { ...given, measureId: waiting.measureId }, later(now, day));
  await reverseMeasure(lead, { ...given, version: 2, measureId: answered.measureId }, later(now, day));
  for (const [state, { measureId }] of [
    ["assigned", waiting],
    ["submitted", answered],
  ] as const) {
    expect((await listRectifications({ state }, now)).rows.map((row) => row.measureId)).not.toContain(measureId);
    expect(await stateOf(measureId)).toMatchObject({ state });
  }
  for (const { token } of [waiting, answered])
    expect(await owedBy(token, later(now, day))).toMatchObject({ isOpen: false, isOver: true });
  // Those that are over do not stand in the way of those that are due.
  const due = await read((tx) => overdueIds(tx, later(now, 3 * day), 200));
  expect(due.map(({ measureId }) => measureId)).not.toContain(waiting.measureId);
});

it("is paged by the index on state and due time", async () => {
  await superuser.unsafe("analyze rectification");
  const plan = await superuser.begin(async (tx) => {
    await tx.unsafe("set local enable_seqscan = off");
    return tx.unsafe(
      "explain select * from rectification where state = 'submitted' and (due_at, id) > (now(), gen_random_uuid()) order by due_at, id limit 51",
    );
  });
  const lines = plan.map((row) => String(row["QUERY PLAN"])).join("\n");
  expect(lines).toContain("rectification_state_idx");
  expect(lines).not.toContain("Sort");
});

it("answers over HTTP with problems that name the field, and tells nothing to those without the address", async () => {
  const server = await serveApi((request) => api().fetch(request), { port: 0, host: "127.0.0.1" });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  const post = async (token: string, body: unknown) => {
    const answer = await fetch(`${base}/notices/${token}/rectification`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: (await answer.json()) as object };
  };
  const { token } = await assigned();
  for (const body of [{}, { text: "太短" }, { text: "字".repeat(4_001) }, { text, more: 1 }, { text: `${text}\u0000` }])
    expect(await post(token, body)).toMatchObject({ status: 422 });
  expect(await post(token, { text: "短" })).toMatchObject({ json: { errors: [{ pointer: "/text" }] } });
  expect(await post("A".repeat(43), { text })).toMatchObject({ status: 404 });
  expect(await post(token, { text })).toMatchObject({ status: 200, json: { state: "submitted" } });
  expect(await post(token, { text })).toMatchObject({ status: 409 });
  server.close();
});
