import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { sqlState, transact } from "../../transact";
import { type AddStaff, refuse } from "../contract";
import { hashPassword } from "../password";
import * as store from "../store";

/**
 * Adds a person. Refuses: taken.
 *
 * @param how a password to begin with, and whether this is an account of the demo.
 * @returns her id.
 */
export async function addStaff(
  by: OperatorActor | StaffActor,
  input: AddStaff,
  how: { password: string; demo?: boolean },
  now: Date,
): Promise<string> {
  const id = newId(now);
  const passwordHash = await hashPassword(how.password);
  try {
    await transact(by, now, async (tx, settle) => {
      settle({
        ok: true,
        next: undefined,
        entry: {
          kind: "staff",
          action: "staff.added",
          subject: { kind: "staff", id, version: 1 },
          pub: { roles: input.roles, demo: how.demo ?? false },
          priv: { about: `staff:${id}`, values: { email: input.email, name: input.name } },
        },
        effects: [],
      });
      await store.insertStaff(tx, {
        id,
        email: input.email,
        name: input.name,
        passwordHash,
        demo: how.demo ?? false,
        version: 1,
        createdAt: now,
      });
      await store.insertRoles(tx, id, input.roles, now);
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new Refused(refuse("taken"));
    throw error;
  }
  return id;
}
