type Value = string | number | boolean | null | undefined;

/**
 * The address of the same list with something changed: filters, sort and view stay as they are. Changing anything but
 * the place in the list goes back to its beginning, since a cursor belongs to one order and one filter.
 *
 * @param changes `null` or an empty text takes a parameter away.
 */
export function withParams(path: string, current: string | URLSearchParams, changes: Readonly<Record<string, Value>>) {
  const params = new URLSearchParams(current);
  if (!("after" in changes)) params.delete("after");
  for (const [name, value] of Object.entries(changes))
    if (value === null || value === undefined || value === "") params.delete(name);
    else params.set(name, String(value));
  params.sort();
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

export type Sort = { by: string; direction: "ascending" | "descending" };

/** `priority` and `-arrived`, as they stand in the address: a minus is descending. */
export const sortOf = (text: string | null | undefined): Sort | null =>
  text ? { by: text.replace(/^-/, ""), direction: text.startsWith("-") ? "descending" : "ascending" } : null;

export const sortText = ({ by, direction }: Sort) => (direction === "descending" ? `-${by}` : by);
