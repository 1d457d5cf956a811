import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tamper } from "./audit/testing/log";
import { finalFiling } from "./testing/campaign/figures";
import { type Campaign, campaign, checkWhole } from "./testing/campaign/run";
import { useDatabase } from "./testing/database";
import { useUndoWindow } from "./testing/undo";

const urls = useDatabase();
useUndoWindow();
/** `CAMPAIGN_SEED` and `CAMPAIGN_STEPS` run one again: a failed run names them. */
const { DOCKET_CAMPAIGN: size, CAMPAIGN_SEED: givenSeed, CAMPAIGN_STEPS: givenSteps } = process.env;
const isFull = size === "full";
const steps = Number(givenSteps ?? (isFull ? 50_000 : 2_000));
const seed = Number(givenSeed ?? 20_261_122);
const secondsForEach = 1;

let sql: postgres.Sql;
let ran: Campaign;
beforeAll(() => {
  sql = postgres(urls().superUrl, { max: 8, onnotice: () => undefined });
});
afterAll(() => sql.end());

/** What any run of some length must have done and been refused, or it tried too little. */
const wanted: readonly RegExp[] = [
  /^report → done/,
  /^report replayed → done/,
  /^report altered → reports.external_id_taken/,
  /^payload → done/,
  /^registry → done/,
  /^claim → cases.claimed/,
  /^(claim|lease|skip) stolen → cases/,
  /^escalate → done/,
  /^snooze → done/,
  /^decide violation → done/,
  /^decide no violation → done/,
  /^decide violation twice at once → done/,
  /^decide: stale round → enforcement.stale_round/,
  /^decide: claim ran out → cases.lost/,
  /^decide: .* → enforcement.incomplete/,
  /^approve → done/,
  /^approve own → enforcement.own_proposal/,
  /^approve → enforcement.lapsed/,
  /^return → done/,
  /^withdraw → done/,
  /^withdraw another's → enforcement.not_proposer/,
  /^decide provisional → done/,
  /^undo( twice at once)? → done/,
  /^undo( twice at once)?, taking a later case in → done/,
  /^undo( twice at once)?, going into a later case → done/,
  /^undo (another's|stale) → enforcement.(not_decider|stale)/,
  /^undo late → enforcement.undo_over/,
  /^(lift|reverse) pending → enforcement.still_pending/,
  /^lift → done/,
  /^reverse → done/,
  /^lift \w+ → enforcement.measure_transition/,
  /^rectification submit assigned → done/,
  /^rectification passed \w+ → done/,
  /^rectification failed \w+ → done/,
  /^receipt executed after nothing → done/,
  /^receipt failed after executed → enforcement.receipt_conflict/,
  /^appeal → done/,
  /^objection → done/,
  /^take own → appeals.own_decision/,
  /^rule upheld on \w+ → done/,
  /^rule overturned on \w+ → done/,
  /^rule \w+ by another → appeals.not_holder/,
  /^referral drafted → done/,
  /^referral saved: draft → done/,
  /^referral propose → done/,
  /^referral propose → referrals.incomplete/,
  /^referral return → done/,
  /^referral seal( twice at once)? → done/,
  /^referral seal own → referrals.same_person/,
  /^referral (propose|return|seal|hand over|abandon|acknowledge) stale → referrals.stale/,
  /^referral .* twice at once → done/,
  /^referral hand over( twice at once)? → done/,
  /^referral acknowledge( twice at once)? → done/,
  /^referral \w+( over)? (draft|proposed|sealed|handed_over|acknowledged|abandoned) → referrals.transition/,
  /^referral (seal draft|(hand over|acknowledge) (draft|proposed)|acknowledge sealed) → referrals.transition/,
  /^package → done/,
  /^hold → done/,
  /^erasure proposed → (done|retention)/,
  /^draw → done/,
  /^worker → done/,
];

const untriedOf = (ends: ReadonlyMap<string, number>): string[] => {
  const names = [...ends.keys()];
  return wanted.filter((each) => !names.some((name) => each.test(name))).map(String);
};

it(
  `holds through ${steps} random acts, legal and not`,
  async () => {
    const beganMs = Date.now();
    ran = await campaign(sql, seed, steps, (ends) => steps < 2_000 || untriedOf(ends).length === 0);
    if (steps >= 2_000) expect(untriedOf(ran.ends)).toEqual([]);
    const { done, refused, entries, whole, ends } = ran;
    if (isFull || givenSteps)
      process.stdout.write(
        `campaign, seed ${seed}: ${ran.steps} steps in ${Math.round((Date.now() - beganMs) / 1_000)} s, ${done} done, ` +
          `${refused} refused, ${ends.size} ways to end, ${entries} entries, ${whole} times the whole log; ` +
          `${ran.world.mirror.cases.ids.length} cases, ${ran.world.mirror.measures.ids.length} rows of the ledger\n` +
          [...ends]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, many]) => `  ${many} ${name}`)
            .join("\n"),
      );
  },
  4 * steps * secondsForEach * 1_000 + 60_000,
);

it("draws a filing whose figures are those of the tables", async () => {
  const { drawn, counted } = await finalFiling(ran.world);
  expect(drawn).toEqual(counted);
  expect(drawn.measures).toBeGreaterThan(0);
}, 600_000);

/** Faults that no act could make: the row, and what is done to it behind the application's back. */
it.each([
  ["a measure ended by hand", "measure", "state = 'in_force'", "update measure set state = 'lifted'", "no entry tells"],
  [
    "a decision undone by hand",
    "decision",
    "state = 'effective'",
    "update decision set state = 'undone'",
    "no entry tells",
  ],
  ["an order thrown away", "outgoing", "type = 'measure.ordered'", "delete from outgoing", "is gone"],
  [
    "a package replaced by hand",
    "referral",
    "package_sha256 is not null",
    "update referral set package_sha256 = repeat('0', 64)",
    "no entry tells",
  ],
  ["an entry thrown away", "audit_event", "action = 'measure.entered'", "delete from audit_event", "is not there"],
])(
  "sees %s",
  async (_, table, which, fault, sentence) => {
    await tamper(
      sql,
      `create table kept as select * from ${table} where ${which} limit 1`,
      `${fault} where id in (select id from kept)`,
    );
    await expect(checkWhole(ran.world)).rejects.toThrow(sentence);
    await tamper(
      sql,
      `delete from ${table} where id in (select id from kept)`,
      `insert into ${table} select * from kept`,
      "drop table kept",
    );
  },
  600_000,
);
