import { and, eq, sql } from "drizzle-orm";
import { queueMember, staff } from "../../../db/schema";
import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { transact } from "../../transact";
import { type AssignQueuesInput, refuse } from "../contract";

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
