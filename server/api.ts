import { type Api, createApi } from "./http/api";
import { registerIntake } from "./intake/endpoint";

let made: Api | undefined;

/** The public API: one line a room. */
export function api(): Api {
  if (made) return made;
  const all = createApi();
  registerIntake(all);
  made = all;
  return all;
}
