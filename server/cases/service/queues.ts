import { and, eq, sql } from "drizzle-orm";
import { queueMember, staff } from "../../../db/schema";
import { matrix } from "../../access/matrix";
import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { transact } from "../../transact";
import { type AssignQueuesInput, refuse, type ServingInput } from "../contract";
import { type ServingPerson, servingPage } from "../store-people";

/**
 * Says which queues a person serves; null: all. An entry about the person, by whoever did it.
 * Refuses: missing_person, unknown_queue.
 */
export async function assignQueues(by: StaffActor | OperatorActor, input: AssignQueuesInput, now: Date): Promise<void> {
  const known = (await currentPolicy()).document.queues.map((queue) => queue.key);
  const queues = input.queues && [...new Set(input.queues)].sort();
  const unknown = queues?.find((queue) => !known.includes(queue));
  if (unknown !== undefined) throw new Refused(refuse("unknown_queue", { queue: unknown }));
  await transact(by, now, async (tx, settle) => {
    const [person] = await tx
      .update(staff)
      .set({ version: sql`${staff.version} + 1` })
      .where(and(eq(staff.id, input.staffId), eq(staff.active, true)))
      .returning({ version: staff.version });
    if (!person) throw new Refused(refuse("missing_person"));
    const subject = { kind: "staff", id: input.staffId, version: person.version };
    settle({
      ok: true,
      next: null,
      effects: [],
      entry: { kind: "staff", action: "staff.queues_set", subject, pub: { queues } },
    });
    await tx.delete(queueMember).where(eq(queueMember.staffId, input.staffId));
    if (queues) await tx.insert(queueMember).values(queues.map((queue) => ({ staffId: input.staffId, queue })));
  });
}

const pageSize = 100;

/** The queues of the policy in force, and a page of those who may claim cases with the queues each serves. Refuses: bad_cursor. */
export async function listServing(input: ServingInput): Promise<
  Page<ServingPerson> & {
    readonly queues: readonly { readonly key: string; readonly names: { readonly zh: string; readonly en: string } }[];
  }
> {
  const [from = null] = input.cursor ? (fromCursor(input.cursor, 1) ?? [0]) : [];
  if (from !== null && typeof from !== "string") throw new Refused(refuse("bad_cursor"));
  const { document } = await currentPolicy();
  const found = await read((tx) => servingPage(tx, matrix["case.claim"], from, pageSize + 1));
  const rows = found.slice(0, pageSize);
  const last = rows.at(-1);
  return {
    queues: document.queues.map(({ key, names }) => ({ key, names })),
    rows,
    next: found.length > pageSize && last ? toCursor([last.email]) : null,
  };
}
