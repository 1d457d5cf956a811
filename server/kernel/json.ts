import canonicalize from "canonicalize";

/** What a body of the log may hold: no floats, no `undefined`; big numbers and times are strings. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

type Fault = { readonly what: string; readonly path: string };

/** The first value that has no exact form. Paths are built only for a fault: this runs on every entry. */
function inexactIn(value: unknown): Fault | null {
  if (value === undefined) return { what: "undefined", path: "" };
  if (typeof value === "number") return Number.isSafeInteger(value) ? null : { what: "not a safe integer", path: "" };
  if (value === null || typeof value !== "object") return null;
  // By index, because the names of a list leave out its holes.
  const names = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const name of names) {
    const fault = inexactIn((value as Record<string, unknown>)[name]);
    if (fault) return { what: fault.what, path: `/${name}${fault.path}` };
  }
  return null;
}

function exactText(value: Json): string {
  try {
    return canonicalize(value) as string;
  } catch (error) {
    // A lone surrogate is all that is left to refuse.
    throw new TypeError("a lone surrogate", { cause: error });
  }
}

/**
 * RFC 8785 bytes of a value, for hashing.
 *
 * @throws TypeError for `undefined`, floats and lone surrogates: canonicalisers drop or mangle them silently.
 */
export function canonicalBytes(value: Json): Uint8Array {
  const fault = inexactIn(value);
  if (fault) throw new TypeError(`${fault.what} at ${fault.path}`);
  return new TextEncoder().encode(exactText(value));
}
