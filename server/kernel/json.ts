import canonicalize from "canonicalize";

/** What a body of the log may hold: no floats, no `undefined`; big numbers and times are strings. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const refuseInexact = (value: unknown, path: string): void => {
  if (value === undefined) throw new TypeError(`undefined at ${path}`);
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TypeError(`not a safe integer at ${path}`);
  if (Array.isArray(value)) value.forEach((item, index) => refuseInexact(item, `${path}/${index}`));
  else if (value !== null && typeof value === "object")
    for (const [name, item] of Object.entries(value)) refuseInexact(item, `${path}/${name}`);
};

/**
 * RFC 8785 bytes of a value, for hashing.
 *
 * @throws TypeError for `undefined`, floats and lone surrogates: canonicalisers drop or mangle them silently.
 */
export function canonicalBytes(value: Json): Uint8Array {
  refuseInexact(value, "");
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("nothing to canonicalise");
  return new TextEncoder().encode(text);
}
