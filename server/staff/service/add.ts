import { isDemoMode } from "../../config";
import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { sqlState, transact } from "../../transact";
import { type AddStaff, passwordLength, refuse } from "../contract";
import { hashPassword, temporaryPassword } from "../password";
import { hasSecond, staffEntry, waitsForSecond } from "../rules";
import * as store from "../store";

type How = {
  /** To begin with; at least 8 characters, longer outside demo mode. */
  readonly password: string;
  /** She has to choose her own at the first sign-in. */
  readonly isTemporary?: boolean;
  readonly demo?: boolean;
};

/**
 * Adds a person. Roles that take a second administrator are proposed, unless the operator gives them.
 * Refuses: taken, password, no-second-admin.
 *
 * @returns her id.
 */
export async function addStaff(by: OperatorActor | StaffActor, input: AddStaff, how: How, now: Date): Promise<string> {
  if (!how.demo && how.password.length < passwordLength.min) throw new Refused(refuse("password", passwordLength));
  const id = newId(now);
  const passwordHash = await hashPassword(how.password);
  const granted = input.roles.filter((role) => !waitsForSecond(by, role));
  const proposed = input.roles.filter((role) => waitsForSecond(by, role));
  try {
    await transact(by, now, async (tx, settle) => {
      if (proposed.length > 0 && !hasSecond(by, id, await store.adminIds(tx, isDemoMode())))
        throw new Refused(refuse("no-second-admin"));
      const proposals = proposed.map((role, at) => staffEntry("role_proposed", { id, version: at + 1 }, { role }));
      const { eventIds } = settle({
        ok: true,
        next: null,
        entry: {
          kind: "staff",
          action: "staff.added",
          subject: { kind: "staff", id, version: 1 },
          pub: { roles: granted, demo: how.demo ?? false },
          priv: { about: `staff:${id}`, values: { email: input.email, name: input.name } },
        },
        more: proposals,
        effects: [],
      });
      await store.insertStaff(tx, {
        id,
        email: input.email,
        name: input.name,
        passwordHash,
        passwordIsTemporary: how.isTemporary ?? false,
        demo: how.demo ?? false,
        version: 1 + proposals.length,
        createdAt: now,
      });
      await store.insertRoles(tx, id, granted, now);
      if (by.kind !== "staff") return;
      for (const [at, role] of proposed.entries()) {
        const proposal = { id: newId(now), staffId: id, role, proposedBy: by.id, proposedAt: now };
        await store.insertGrant(tx, { ...proposal, state: "pending", eventId: eventIds[at + 1] as string });
      }
    });
  } catch (error) {
    if (sqlState(error) === "23505") throw new Refused(refuse("taken"));
    throw error;
  }
  return id;
}

/** Adds a person with a password that is shown this once. Refuses as `addStaff` does. */
export async function addWithTemporaryPassword(by: OperatorActor | StaffActor, input: AddStaff, now: Date) {
  const password = temporaryPassword();
  return { id: await addStaff(by, input, { password, isTemporary: true }, now), password };
}
