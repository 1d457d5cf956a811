import { currentPolicy } from "../policy/service";

/** The clauses in force that can be broken, in the order of their numbers, for a form to offer. */
export async function clausesInForce() {
  const { document } = await currentPolicy();
  return document.taxonomy
    .filter(({ severity }) => severity !== null)
    .map(({ key, clause, names }) => ({ key, clause, names }))
    .sort((a, b) => a.clause.localeCompare(b.clause, "en", { numeric: true }));
}
