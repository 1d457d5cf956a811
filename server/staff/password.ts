import { randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** argon2id (the default of the library) with 19 MiB, 2 passes, 1 lane: OWASP's minimum for sign-in. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string) => hash(password, cost);

let nobody: Promise<string> | undefined;

/** Is this the password? An unknown person takes as long as a known one. */
export async function isPassword(stored: string | null, given: string): Promise<boolean> {
  nobody ??= hashPassword("nobody has this password");
  const matches = await verify(stored ?? (await nobody), given);
  return stored !== null && matches;
}

/** No vowels, so that no word appears, and nothing that is read for another sign. */
const signs = "bcdfghjkmnpqrstvwxyz23456789";

/** A password to hand over once: four groups of five of 28 signs, 96 bits. */
export const temporaryPassword = () =>
  Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join("")).join("-");
