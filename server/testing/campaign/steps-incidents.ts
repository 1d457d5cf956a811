import { draftIncident, previewContent } from "../../incidents/service/draft";
import { approveIncident, proposeIncident } from "../../incidents/service/propose";
import { approveReversalOf, askToReverse, stopIncident } from "../../incidents/service/reverse";
import { workIncidents } from "../../incidents/service/run";
import { content } from "../../incidents/testing/world";
import type { StaffActor } from "../../kernel/actor";
import { holds } from "./broken";
import type { Step, Stepper, World } from "./world";

const sizes = [1, 2, 3, 12];

/** Two workers go on until nothing is left. */
async function work(world: World): Promise<void> {
  const one = async () => {
    while ((await workIncidents(world.now)) > 0);
  };
  await Promise.all([one(), one()]);
  await one();
}

const twoLeads = ({ dice, leads }: World): readonly [StaffActor, StaffActor] | null => {
  const by = dice.oneOf(leads);
  const second = dice.oneOf(leads.filter((each) => each !== by));
  return by && second ? [by, second] : null;
};

type Row = { readonly state: string; readonly subject_id: string; readonly decision_id: string | null };
const rowsOf = ({ sql }: World, id: string) =>
  sql<Row[]>`select state, subject_id, decision_id from incident_row where incident_id = ${id}`;

/** One measure on some groups or accounts: proposed, approved, and carried out by two workers at once, or stopped between. */
export const incidentRuns: Stepper = async (world): Promise<Step | null> => {
  const { dice, now } = world;
  const people = twoLeads(world);
  if (!people) return null;
  const [by, second] = people;
  const kind = dice.chance(0.6) ? "group" : "account";
  const known = kind === "group" ? world.groups : world.accounts;
  const ids = [...new Set(Array.from({ length: dice.oneOf(sizes) ?? 1 }, () => dice.oneOf(known) ?? ""))].filter(
    Boolean,
  );
  const key = kind === "group" && dice.chance(0.2) ? ("close_group" as const) : ("suspend_posting" as const);
  const said = content([], {
    selection: { by: "list", kind, text: ids.join("\n") },
    measure: { key, parameters: {}, days: key === "close_group" ? null : 1 + dice.below(9) },
  });
  const { going } = await previewContent(by, said, now);
  if (going === 0) return null;
  const isStopped = dice.chance(0.15);
  const act = async () => {
    const { id } = await draftIncident(by, said, now);
    await proposeIncident(by, { incidentId: id, version: 1 }, now);
    await approveIncident(second, { incidentId: id, version: 2 }, now);
    if (isStopped) {
      await workIncidents(now);
      await stopIncident(by, { incidentId: id, version: 3 }, now);
    }
    await work(world);
    const rows = await rowsOf(world, id);
    holds(
      rows.every(({ state }) => isStopped || state !== "waiting"),
      "an incident ended with some that wait",
      rows,
    );
    holds(
      rows.every(({ state }) => state !== "failed"),
      "a subject of an incident failed",
      rows,
    );
    holds(
      rows.every((row) => (row.state === "done") === (row.decision_id !== null)),
      "a subject is done without a decision",
      rows,
    );
  };
  const about = ids.map((externalId) => externalId);
  return {
    name: `incident ${isStopped ? "stopped" : "runs"} on ${kind}s`,
    about,
    ends: ["done", "incidents.nobody"],
    act,
  };
};

/** A whole incident is taken back, whatever has become of its measures since; never by the one who asked. */
export const incidentReversed: Stepper = async (world): Promise<Step | null> => {
  const { sql, now } = world;
  const people = twoLeads(world);
  const found = await sql<{ id: string; version: number }[]>`
    select i.id, i.version from incident i where i.state in ('done', 'stopped')
      and exists (select from incident_row r where r.incident_id = i.id and r.state = 'done') order by i.number`;
  const chosen = world.dice.oneOf(found);
  if (!people || !chosen) return null;
  const [by, second] = people;
  const { id: incidentId, version } = chosen;
  const about = (await rowsOf(world, incidentId)).map(({ subject_id }) => subject_id);
  const ask = () => askToReverse(by, { incidentId, version, reason: "名单有误" }, now);
  if (world.dice.chance(0.15))
    return {
      name: "incident reversed by who asked",
      about,
      ends: ["incidents.asked_already", "incidents.not_asked"],
      act: () => approveReversalOf(by, { incidentId, version }, now),
    };
  const act = async () => {
    await ask();
    await approveReversalOf(second, { incidentId, version: version + 1 }, now);
    await work(world);
    const rows = await rowsOf(world, incidentId);
    holds(
      rows.every(({ state }) => !["done", "unreversed"].includes(state)),
      "an incident was taken back in part",
      rows,
    );
  };
  return { name: "incident reversed", about, ends: ["done", "incidents.asked_already"], act };
};
