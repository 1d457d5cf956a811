import { registerAppealDialogue, registerAppeals } from "./appeals/endpoint";
import { registerAppealFiles } from "./appeals/endpoint-files";
import { registerAudit } from "./audit/endpoint";
import { registerEnforcement } from "./enforcement/endpoint";
import { registerWithdrawal } from "./enforcement/endpoint-withdrawal";
import { type Api, createApi } from "./http/api";
import { registerIntake } from "./intake/endpoint";
import { registerRegistry } from "./registry/endpoint";
import { webhooks } from "./webhooks";

let made: Api | undefined;

/** The public API: one line a room. */
export function api(): Api {
  if (made) return made;
  const all = createApi();
  registerAudit(all);
  registerRegistry(all);
  registerIntake(all);
  registerEnforcement(all);
  registerWithdrawal(all);
  registerAppeals(all);
  registerAppealDialogue(all);
  registerAppealFiles(all);
  for (const each of webhooks) all.webhook(each);
  made = all;
  return all;
}
