import type { OperatorActor, StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { denied } from "../../kernel/verdict";
import { read } from "../../read";
import { transact } from "../../transact";
import { type ChoosePassword, passwordLength, refuse } from "../contract";
import { hashPassword, isPassword } from "../password";
import { staffEntry } from "../rules";
import * as store from "../store";

const isAcceptable = (password: string, email: string) =>
  password.length >= passwordLength.min &&
  password.length <= passwordLength.max &&
  password.isWellFormed() &&
  password.toLowerCase() !== email;

/**
 * Gives somebody a new password and ends her sessions. The operator's act: an administrator could become anybody.
 * Refuses: missing, inactive, demo, password.
 *
 * @param isTemporary she has to choose her own at the next sign-in.
 */
export async function resetPassword(
  by: OperatorActor,
  input: { email: string; password: string; isTemporary: boolean },
  now: Date,
): Promise<void> {
  if (!isAcceptable(input.password, input.email)) throw new Refused(refuse("password", passwordLength));
  const passwordHash = await hashPassword(input.password);
  const found = await read((tx) => store.staffByEmail(tx, input.email));
  if (!found) throw new Refused(refuse("missing"));
  if (found.demo) throw new Refused(refuse("demo"));
  await transact(by, now, async (tx, settle) => {
    const person = await store.lockPerson(tx, found.id, now);
    if (!person?.active) throw new Refused(refuse("inactive"));
    const sessions = await store.revoke(tx, { staffId: person.id }, now);
    settle({ ok: true, next: null, entry: staffEntry("password_reset", person, { sessions }), effects: [] });
    const passwordIsTemporary = input.isTemporary;
    await store.saveStaff(tx, person.id, { version: person.version + 1, passwordHash, passwordIsTemporary });
  });
}

/** A person's own new password; her other sessions end. Refuses: demo, wrong, password. */
export async function choosePassword(by: StaffActor, input: ChoosePassword, now: Date): Promise<void> {
  const found = await read((tx) => store.staffById(tx, by.id));
  if (!found) throw new Refused(refuse("missing"));
  if (found.demo) throw new Refused(refuse("demo"));
  if (!(await isPassword(found.passwordHash, input.current))) throw new Refused(refuse("wrong"));
  if (!isAcceptable(input.chosen, found.email) || input.chosen === input.current)
    throw new Refused(refuse("password", passwordLength));
  const passwordHash = await hashPassword(input.chosen);
  await transact(by, now, async (tx, settle) => {
    const person = await store.lockPerson(tx, by.id, now);
    const isSame = (await store.staffById(tx, by.id))?.passwordHash === found.passwordHash;
    if (!person?.active || !isSame) {
      settle(denied(refuse("wrong")));
      return;
    }
    const sessions = await store.revoke(tx, { staffId: by.id, except: by.sessionId }, now);
    settle({ ok: true, next: null, entry: staffEntry("password_chosen", person, { sessions }), effects: [] });
    await store.saveStaff(tx, by.id, { version: person.version + 1, passwordHash, passwordIsTemporary: false });
  });
}
