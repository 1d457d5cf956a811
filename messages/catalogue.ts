import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Language, languages } from "./languages";
import type { Messages } from "./types";

const directory = path.join(process.cwd(), "messages");

/** Every file of a language, by its name: `cases.json` is the namespace `cases`. */
export function readCatalogue(language: Language): Messages {
  const folder = path.join(directory, language);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(
    files.map((name) => [name.slice(0, -".json".length), JSON.parse(readFileSync(path.join(folder, name), "utf8"))]),
  ) as Messages;
}

const kept = new Map<Language, Messages>();

/** The catalogue of a language, read once; in development at every call, so that an edited text shows. */
export function catalogue(language: Language): Messages {
  if (process.env.NODE_ENV !== "production") return readCatalogue(language);
  for (const each of languages) if (!kept.has(each)) kept.set(each, readCatalogue(each));
  return kept.get(language) as Messages;
}
