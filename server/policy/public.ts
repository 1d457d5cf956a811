import { currentPolicy, hasPolicy } from "./service";
import { type PublicRules, publicView } from "./view";

/** The rules in force, for everybody (the Provisions, article 5: rules are made public). Null before the first are published. */
export const publishedRules = async (): Promise<PublicRules | null> =>
  (await hasPolicy()) ? publicView(await currentPolicy()) : null;
