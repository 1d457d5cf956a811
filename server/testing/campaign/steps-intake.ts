import { NewReport } from "../../cases/receive-contract";
import { receiveReports } from "../../cases/service/receive";
import { takePayload } from "../../intake/service/payload";
import { after, hour, minute } from "../../kernel/calendar";
import { Refused } from "../../kernel/refusal";
import { linesFrom, syncRegistry } from "../../registry/service/sync";
import { operator } from "../reports";
import { holds } from "./broken";
import { foundGroup, nextName, type Step, type Stepper, type World } from "./world";

const categories = ["fraud_fake_trade", "spam", undefined] as const;
const reporters = Array.from({ length: 12 }, (_, nth) => `r-${nth}`);

function someSubject(world: World) {
  const { dice, groups, accounts } = world;
  const group = dice.oneOf(groups) as string;
  const author = dice.chance(0.03) ? world.own.externalId : (dice.oneOf(accounts) as string);
  if (dice.chance(0.45)) return { subject: { type: "group", externalId: group }, about: [group] } as const;
  if (dice.chance(0.5)) return { subject: { type: "account", externalId: author }, about: [author] } as const;
  const message = { type: "message", externalId: nextName(world, "m"), groupExternalId: group } as const;
  return dice.chance(0.8)
    ? ({ subject: { ...message, authorExternalId: author }, about: [group, author] } as const)
    : ({ subject: message, about: [group] } as const);
}

/** Takes one report, as the public API would; a refusal of it is thrown, as the endpoint does. */
async function take(world: World, report: object, isReplay: boolean | null = null): Promise<void> {
  const [answer] = await receiveReports(operator, [NewReport.parse(report)], world.now);
  if (!answer?.ok) throw answer ? new Refused(answer.refusal) : new Error("a report got no answer");
  if (isReplay !== null) holds(answer.isReplay === isReplay, "the same external id is not the same report");
}

/** A report about somebody, from any source, by a reporter who may have reported before. */
export const reportArrives: Stepper = (world) => {
  const { dice, now } = world;
  const { subject, about } = someSubject(world);
  const kind = dice.below(20);
  const regulator = { office: "省网信办", letterNumber: "转办", dueAt: after(now, 8 * hour).toISOString() };
  const named = { externalId: dice.oneOf(reporters) as string };
  const report = {
    subject,
    externalId: nextName(world, "x"),
    category: kind === 0 ? "fraud_fake_trade" : dice.oneOf(categories.filter((key) => key !== "spam")),
    source: kind === 1 ? "regulator" : (dice.oneOf(["in_app", "web_form", "trusted_reporter", "automated"]) as string),
    ...(kind === 1 ? { regulator } : {}),
    ...(dice.chance(0.8) ? { reporter: named } : {}),
  };
  world.sent.push({ externalId: report.externalId, report, about: about.join(" ") });
  return { name: "report", about, ends: ["done"], act: () => take(world, report, false) };
};

/** The same external id again: the same answer, or a conflict when the content is another. */
export const reportReturns: Stepper = (world) => {
  const { dice, sent } = world;
  const before = dice.oneOf(sent.slice(-20));
  if (!before) return null;
  const about = before.about.split(" ");
  // Its subject may have been erased since: by then the name means somebody else, and the report is still known.
  if (dice.chance(0.5))
    return {
      name: "report replayed",
      about,
      ends: ["done"],
      isSilent: true,
      act: () => take(world, before.report, true),
    };
  const altered = { ...before.report, description: `另一种说法 ${world.made}` };
  const ends = ["reports.external_id_taken"];
  return { name: "report altered", about, ends, act: () => take(world, altered) };
};

/** A report that may not be taken at all. */
export const reportRefused: Stepper = (world) => {
  const { subject, about } = someSubject(world);
  const late = after(world.now, hour).toISOString();
  const [code, fault] = world.dice.oneOf([
    ["reports.future", { occurredAt: late }],
    ["reports.unknown_category", { category: "no_such_category" }],
    ["reports.document_number", { reporter: { contact: "11010519491231002X" } }],
  ] as const) as readonly [string, object];
  const report = { subject, source: "in_app", ...fault };
  return { name: "report refused", about, ends: [code], act: () => take(world, report) };
};

/** Another system's payload with some reports; the same payload twice is answered alike. */
export const payloadArrives: Stepper = (world) => {
  const { dice, now } = world;
  const rooms = [dice.oneOf(world.groups), dice.oneOf(world.groups)] as string[];
  const senders = [dice.oneOf(world.accounts), dice.oneOf(world.accounts)] as string[];
  const entries = rooms.map((room_id, nth) => ({
    id: ++world.made,
    received_ts: now.getTime() - minute,
    room_id,
    event_id: `$event-${world.made}`,
    user_id: dice.oneOf(reporters) as string,
    sender: senders[nth] as string,
    reason: null,
    score: null,
    name: null,
    canonical_alias: null,
  }));
  const body = JSON.stringify({ event_reports: entries, total: entries.length });
  const connection = { id: "matrix-one", format: "synapse", source: "in_app" } as const;
  const once = () => takePayload(operator, connection, Buffer.from(body), now, true);
  const act = async () => {
    const first = await once();
    const again = dice.chance(0.3) ? await once() : first;
    const ids = ({ entries: all }: typeof first) => JSON.stringify(all.map(({ externalId }) => externalId));
    holds(ids(first) === ids(again), "the same payload was answered otherwise");
  };
  return {
    name: "payload",
    about: [...rooms, ...senders, ...entries.map(({ user_id }) => user_id)],
    ends: ["done"],
    act,
  };
};

/** The platform tells of groups, people and places; old news and nonsense among it change nothing. */
export const registrySynced: Stepper = (world) => {
  const { dice, now } = world;
  const [group, account] = [dice.oneOf(world.groups) as string, dice.oneOf(world.accounts) as string];
  const updatedAt = (dice.chance(0.2) ? after(now, -400 * 24 * hour) : now).toISOString();
  const lines = [
    { kind: "group", externalId: group, name: `改名 ${group}`, memberCount: dice.below(900), updatedAt },
    { kind: "account", externalId: account, nickname: `改名 ${account}`, updatedAt },
    { kind: "membership", groupExternalId: group, accountExternalId: account, role: "manager", updatedAt },
    { kind: "nonsense" },
  ];
  const dissolved = { kind: "group", externalId: group, name: "散", dissolvedAt: now.toISOString(), updatedAt };
  const told = dice.chance(0.02) ? [dissolved] : lines;
  const act = async () => {
    for await (const { answers } of syncRegistry(operator, linesFrom(told), now))
      holds(answers.length === told.length, "a line of the registry has no answer");
  };
  return { name: "registry", about: [group, account], ends: ["done"], act };
};

/** A group comes, and one that has been here for long is heard of no more. */
export const groupComes: Stepper = async (world): Promise<Step> => {
  const act = async () => {
    await foundGroup(world);
    const group = world.groups.shift();
    // Its founder and manager came with it; her own account, which stands first, stays.
    const people = world.accounts.splice(1, 2);
    if (group) world.retired.push({ kind: "group", externalId: group });
    for (const externalId of people) world.retired.push({ kind: "account", externalId });
  };
  const coming = [`g-${world.made + 1}`, `a-${world.made + 2}`, `a-${world.made + 3}`];
  return { name: "group comes", about: coming, ends: ["done"], act };
};
