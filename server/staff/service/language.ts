import type { Language } from "../../../messages/languages";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { transact } from "../../transact";
import { refuse } from "../contract";
import { staffEntry } from "../rules";
import * as store from "../store";
import { personOf } from "./roles";

/**
 * Keeps the language that a person chose, for her next browser. The language that she has already is no choice.
 * Refuses: missing, inactive.
 *
 * @returns whether it changed.
 */
export async function chooseLanguage(by: StaffActor, language: Language, now: Date): Promise<boolean> {
  const found = await read((tx) => store.staffById(tx, by.id));
  if (found?.language === language) return false;
  await transact(by, now, async (tx, settle) => {
    const person = await personOf(tx, by.id, now);
    if (!person.active) throw new Refused(refuse("inactive"));
    settle({ ok: true, next: null, entry: staffEntry("language_chosen", person, { language }), effects: [] });
    await store.saveStaff(tx, by.id, { language, version: person.version + 1 });
  });
  return true;
}
