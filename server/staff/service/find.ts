import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { refuse } from "../contract";
import * as store from "../store";

/** The id behind an email. Refuses: missing. */
export async function staffIdOf(email: string): Promise<string> {
  const found = await read((tx) => store.staffByEmail(tx, email));
  if (!found) throw new Refused(refuse("missing"));
  return found.id;
}
