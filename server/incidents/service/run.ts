import type { Tx } from "../../../db/client";
import { type Batch, type BatchResult, carryOut } from "../../enforcement/service/batch";
import { takeBack } from "../../enforcement/service/batch-reverse";
import type { SystemActor } from "../../kernel/actor";
import { assert } from "../../kernel/assert";
import { Refused } from "../../kernel/refusal";
import { log } from "../../log";
import { policyAt } from "../../policy/service";
import { read } from "../../read";
import { transact } from "../../transact";
import type { IncidentFigures, IncidentRowState, IncidentTexts } from "../contract";
import { finish, progressed, type RowAct, rowMove } from "../rules";
import { finishReversal } from "../rules-reverse";
import {
  atWork,
  figuresOf,
  holdIncident,
  type IncidentRecord,
  type IncidentRowRecord,
  incidentBy,
  lockIncident,
  saveIncident,
  saveRow,
  shareIncident,
  takeRows,
} from "../store";
import { contentOf, ruled } from "./draft";
import { actOf } from "./preview";
import { reasonOf, textsOf } from "./texts";

/** Docket itself carries out what two people agreed to. */
const worker: SystemActor = { kind: "system", name: "incident" };
/** Subjects of one transaction: small, so that a stop waits for no more than these and a killed worker loses no more. */
const pieceSize = 10;
/** A subject at which something broke so often is left as failed. */
const attemptLimit = 3;
const incidentsAtOnce = 20;

type Direction = "running" | "reversing";
const from = { running: "waiting", reversing: "done" } as const satisfies Record<Direction, IncidentRowState>;
const word = { running: "carried_out", reversing: "taken_back" } as const;

/** A move that the table does not list is a bug here: the row was locked in its state. */
function moved(row: IncidentRowRecord, act: RowAct): IncidentRowState {
  const move = rowMove(row.state, act);
  assert(move.ok, `${act} on a subject that is ${row.state}`);
  return move.to;
}

const batchOf = async (row: IncidentRecord, texts: IncidentTexts): Promise<Batch> => {
  assert(row.approvedBy, "an incident runs that nobody approved");
  return {
    kind: row.subjectKind,
    act: actOf(contentOf(row, texts), row.number),
    origin: { incident: row.number, proposedBy: row.createdBy, approvedBy: row.approvedBy },
    policy: await policyAt(row.policyNumber),
  };
};

type Settle = Parameters<Parameters<typeof transact>[2]>[1];
type Count = Partial<Record<IncidentRowState, number>>;

async function doPiece(tx: Tx, settle: Settle, found: IncidentRecord, rows: readonly IncidentRowRecord[], now: Date) {
  const texts = (await textsOf(tx, [found])).get(found.id) as IncidentTexts;
  const batch = await batchOf(found, texts);
  const ids = rows.map(({ subjectId }) => subjectId);
  const results = await carryOut(tx, settle, batch, ids, now);
  const count: Count = {};
  for (const row of rows) {
    // Rows of subjects are never deleted; one that is not there was erased by other means.
    const result: BatchResult = results.get(row.subjectId) ?? { state: "left_out", cause: "erased" };
    const state = moved(row, result.state === "done" ? "carry_out" : "leave_out");
    count[state] = (count[state] ?? 0) + 1;
    const change =
      result.state === "done"
        ? { decisionId: result.decisionId, measureId: result.measureId, caseNumber: result.caseNumber }
        : { cause: result.cause };
    await saveRow(tx, row, { state, settledAt: now, ...change });
  }
  return count;
}

async function undoPiece(tx: Tx, settle: Settle, found: IncidentRecord, rows: readonly IncidentRowRecord[], now: Date) {
  const reason = (await reasonOf(tx, found, "reversal")) ?? "";
  const people = [found.reversalBy, found.reversalApprovedBy].filter((id) => id !== null);
  assert(people.length === 2, "an incident is taken back that two people did not agree to take back");
  const count: Count = {};
  for (const row of rows) {
    assert(row.measureId, "a subject is done without a measure");
    const given = { measureId: row.measureId, incident: found.number, people, reason };
    const taken = await takeBack(tx, settle, worker, given, now);
    const state = moved(row, taken.state === "reversed" ? "reverse" : "keep");
    count[state] = (count[state] ?? 0) + 1;
    await saveRow(tx, row, { state, cause: taken.cause, settledAt: now });
  }
  return count;
}

/**
 * One transaction: some subjects that no other worker has in hand, each with its result, or none of it.
 *
 * @returns how many rows it settled; 0 when there is nothing left for this worker.
 */
const piece = (incidentId: string, direction: Direction, limit: number, now: Date): Promise<number> =>
  transact(worker, now, async (tx, settle) => {
    await shareIncident(tx, incidentId);
    const found = await incidentBy(tx, { id: incidentId });
    const rows = found?.state === direction ? await takeRows(tx, incidentId, from[direction], limit) : [];
    if (!found || rows.length === 0) throw new NothingLeft();
    const count = await (direction === "running" ? doPiece : undoPiece)(tx, settle, found, rows, now);
    settle({ ok: true, next: null, entry: progressed(found, word[direction], count), effects: [] });
    return rows.length;
  });

/** Ends a transaction that has nothing to write: it was stopped, or other workers have the rest. */
class NothingLeft extends Error {}

const orNothing = async (work: Promise<number>): Promise<number> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NothingLeft) return 0;
    throw error;
  }
};

/** Something broke at the first subject by itself: counted, and after some times the others go on without it. */
const breakOff = (incidentId: string, direction: Direction, now: Date): Promise<number> =>
  orNothing(
    transact(worker, now, async (tx, settle) => {
      await shareIncident(tx, incidentId);
      const found = await incidentBy(tx, { id: incidentId });
      const [row] = found?.state === direction ? await takeRows(tx, incidentId, from[direction], 1) : [];
      if (!found || !row) throw new NothingLeft();
      const attempts = row.attempts + 1;
      const isOver = attempts >= attemptLimit;
      settle({
        ok: true,
        next: null,
        entry: progressed(found, word[direction], { broke: row.ordinal, attempt: attempts }),
        effects: [],
      });
      const state = isOver ? moved(row, direction === "running" ? "fail" : "give_up") : row.state;
      await saveRow(tx, row, {
        attempts: isOver ? 0 : attempts,
        state,
        ...(isOver ? { cause: "error", settledAt: now } : {}),
      });
      return 1;
    }),
  );

/** A piece; when it breaks, its first subject alone, so that what breaks at one keeps no other back. */
async function go(incidentId: string, direction: Direction, now: Date): Promise<number> {
  try {
    return await orNothing(piece(incidentId, direction, pieceSize, now));
  } catch (error) {
    log().warn({ err: error, incident: incidentId }, "a piece of an incident broke: its first subject goes alone");
  }
  try {
    return await orNothing(piece(incidentId, direction, 1, now));
  } catch (error) {
    log().error({ err: error, incident: incidentId }, "a subject of an incident broke");
    return breakOff(incidentId, direction, now);
  }
}

/** Ends an incident of which nothing is left to do. False: other workers still have some of it in hand, or have ended it. */
async function end(incidentId: string, direction: Direction, now: Date): Promise<boolean> {
  try {
    await transact(worker, now, async (tx, settle) => {
      await holdIncident(tx, incidentId);
      const row = await lockIncident(tx, incidentId);
      assert(row, "an incident is gone");
      const figures = (await figuresOf(tx, [row.id])).get(row.id) as IncidentFigures;
      const { next } = settle((direction === "running" ? finish : finishReversal)(ruled(row), figures, now));
      await saveIncident(tx, row.id, next);
    });
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/**
 * Goes on with every incident that runs or is taken back: one piece of each. Killed at any point, it goes on where the
 * last piece ended; several workers share the pieces, and none is done twice, because a row is locked while it moves.
 *
 * @returns how many subjects were settled, incidents ended among them.
 */
export async function workIncidents(now: Date): Promise<number> {
  const open = await read((tx) => atWork(tx, incidentsAtOnce));
  let settled = 0;
  for (const { id, state } of open) {
    const direction = state as Direction;
    const count = await go(id, direction, now);
    settled += count > 0 ? count : (await end(id, direction, now)) ? 1 : 0;
  }
  return settled;
}
