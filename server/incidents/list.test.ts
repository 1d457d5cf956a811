import { beforeAll, describe, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { after as later, minute } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { publishDefault } from "../testing/reports";
import { IncidentsInput, incidentNumber } from "./contract";
import { exportSubjects } from "./service/export";
import { approveIncident, proposeIncident, returnIncident } from "./service/propose";
import { approveReversalOf, askToReverse, refuseReversalOf, stopIncident } from "./service/reverse";
import { workIncidents } from "./service/run";
import { listIncidents, showIncident } from "./service/show";
import { carriedOut, content, drafted, makeSubjects, named, running } from "./testing/world";

useDatabase();
const now = testNow();
let lead: StaffActor;
let second: StaffActor;
let third: StaffActor;
let compliance: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  second = await makePerson(["lead"], "何川", now);
  third = await makePerson(["lead"], "陆明", now);
  compliance = await makePerson(["compliance_officer"], "苏映", now);
});

/** How the list shows the newest incident to each of them. */
const seenBy = (people: readonly StaffActor[], key: "isWaiting" | "isAsked" | "isReturned") =>
  Promise.all(
    people.map(async (by) => (await listIncidents(by, IncidentsInput.parse({ limit: 1 }), now)).rows[0]?.[key]),
  );

describe("the list of incidents", () => {
  it("marks what waits for the person who looks, and for nobody else", async () => {
    await makeSubjects("group", ["list-1"], now);
    const { incidentId } = await drafted(lead, content(["list-1"]), now);
    const all = [lead, second, third, compliance];
    expect(await seenBy(all, "isWaiting")).toEqual([false, false, false, false]);
    await proposeIncident(lead, { incidentId, version: 1 }, now);
    expect(await seenBy(all, "isWaiting")).toEqual([false, true, true, false]);
    await approveIncident(second, { incidentId, version: 2 }, now);
    while ((await workIncidents(now)) > 0);
    expect(await seenBy(all, "isWaiting")).toEqual([false, false, false, false]);
    expect(await seenBy(all, "isAsked")).toEqual([false, false, false, false]);
    await askToReverse(second, { incidentId, version: 4, reason: "范围有误" }, now);
    expect(await seenBy(all, "isWaiting")).toEqual([true, false, true, false]);
    expect(await seenBy(all, "isAsked")).toEqual([true, true, true, true]);
    await approveReversalOf(third, { incidentId, version: 5 }, now);
    expect(await seenBy(all, "isAsked")).toEqual([false, false, false, false]);
  });
});

describe("whoever is told no", () => {
  it("reads who returned the incident and why, until it is proposed and approved", async () => {
    await makeSubjects("group", ["list-2"], now);
    const { incidentId } = await drafted(lead, content(["list-2"]), now);
    expect((await showIncident(lead, incidentId, now)).denial).toBeNull();
    await proposeIncident(lead, { incidentId, version: 1 }, now);
    const at = later(now, minute);
    await returnIncident(second, { incidentId, version: 2, reason: "名单中有两个与此无关" }, at);
    const denial = { by: "何川", at, reason: "名单中有两个与此无关", of: "proposal" };
    expect(await showIncident(lead, incidentId, at)).toMatchObject({ state: "draft", denial });
    expect(await seenBy([lead], "isReturned")).toEqual([true]);
    // Whoever looks at it next sees what was wrong before.
    await proposeIncident(lead, { incidentId, version: 3 }, later(at, minute));
    expect(await showIncident(third, incidentId, at)).toMatchObject({ state: "proposed", denial });
    expect(await seenBy([lead], "isReturned")).toEqual([false]);
  });

  it("reads who turned the reversal down and why", async () => {
    await makeSubjects("group", ["list-3"], now);
    const { incidentId } = await carriedOut([lead, second], content(["list-3"]), now);
    await askToReverse(lead, { incidentId, version: 4, reason: "范围有误" }, now);
    const at = later(now, minute);
    await refuseReversalOf(second, { incidentId, version: 5, reason: "范围没有问题" }, at);
    const shown = await showIncident(lead, incidentId, at);
    expect(shown.denial).toEqual({ by: "何川", at, reason: "范围没有问题", of: "reversal" });
    expect(shown.acts).toContain("ask_reversal");
  });
});

it("what a stopped incident has left is called not carried out, and no longer waiting", async () => {
  const ids = named("list-stop", 12);
  await makeSubjects("group", ids, now);
  const { incidentId, number } = await running([lead, second], content(ids), now);
  await workIncidents(now);
  await stopIncident(third, { incidentId, version: 3 }, now);
  const asked = { name: incidentNumber(number), state: "waiting" } as const;
  const made = await exportSubjects(lead, asked, "csv", "en", now);
  const text = await new Response(made.file.stream()).text();
  expect([made.rows, text.match(/"Not carried out"/g)?.length]).toEqual([2, 2]);
  expect(text).not.toContain('"Waits"');
});
