import { beforeAll, expect, it } from "vitest";
import { decide } from "../enforcement/service/decide";
import { undoDecision } from "../enforcement/service/undo";
import type { StaffActor } from "../kernel/actor";
import { day, isoDay, after as later, second } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { effective, justBefore, useUndoWindow } from "../testing/undo";
import { Rows } from "./contract";
import { board, rowsBehind } from "./service";

useDatabase();
useUndoWindow();
const now = testNow();
let moderator: StaffActor;
beforeAll(async () => {
  await publishDefault(later(now, -9 * day));
  moderator = await makePerson(["moderator"], "许清", later(now, -9 * day));
});

async function decided(at: Date): Promise<string> {
  const found = await reportedCase({ subject: { type: "group", externalId: "g-again" } }, at);
  const said = { measures: [onSubject(found, "suspend_posting", 3)] };
  return (await decide(moderator, await claimed(moderator, found, said, at), at)).decisionId;
}

it("what was undone is in no figure and no list, and makes nobody a repeated subject", async () => {
  const from = isoDay(later(now, -6 * day));
  await decided(later(now, -5 * day));
  const undone = later(now, -4 * day);
  const decisionId = await decided(undone);
  const standing = await board({ from }, later(undone, day));
  expect(standing.figures).toMatchObject({ decisions: 2, acted: 2, measures: 2, backlog: 0 });
  expect(standing.repeated).toHaveLength(1);
  await undoDecision(moderator, { decisionId, version: 1 }, later(undone, 4 * second));
  const left = await board({ from }, later(undone, day));
  expect(left.figures).toMatchObject({ decisions: 1, acted: 1, measures: 1, backlog: 1 });
  expect(left.repeated).toEqual([]);
  for (const figure of ["decisions", "acted", "measures"] as const) {
    const { rows } = await rowsBehind(Rows.parse({ figure, from, limit: 9 }), later(undone, day));
    expect(rows).toHaveLength(1);
  }
});

it("what can still be undone counts once it takes effect, in the figures and in the lists behind them", async () => {
  const at = later(now, -2 * day);
  const from = isoDay(at);
  await decided(at);
  const counts = async (when: Date) => {
    const { figures, flow, byMeasure } = await board({ from }, when);
    const lists = await Promise.all(
      (["decisions", "acted", "measures"] as const).map((figure) =>
        rowsBehind(Rows.parse({ figure, from, limit: 9 }), when),
      ),
    );
    const lengths = [...lists, await rowsBehind(Rows.parse({ figure: "decisions", from, day: from, limit: 9 }), when)];
    return {
      figures: [figures.decisions, figures.acted, figures.measures],
      drawn: [flow[0]?.decisions, byMeasure.reduce((sum, row) => sum + row.count, 0)],
      lists: lengths.map(({ rows }) => rows.length),
      speed: figures.decisionMinutes !== null,
      backlog: figures.backlog,
    };
  };
  const nothing = { figures: [0, 0, 0], drawn: [0, 0], lists: [0, 0, 0, 0], speed: false };
  const { backlog, ...pending } = await counts(justBefore(at));
  expect(pending).toEqual(nothing);
  const after = await counts(effective(at));
  expect(after).toMatchObject({ figures: [1, 1, 1], drawn: [1, 1], lists: [1, 1, 1, 1], speed: true });
  // It waited in the backlog as long as it was in no figure.
  expect((await counts(later(effective(at), 1))).backlog).toBe(backlog - 1);
});
