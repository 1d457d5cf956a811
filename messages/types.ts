/**
 * The catalogue as TypeScript sees it: the English files decide which keys exist. A new file needs two lines here,
 * its import and its member; a test fails until they are there. At run time the directory is read.
 */
import type access from "./en/access.json";
import type appeals from "./en/appeals.json";
import type audit from "./en/audit.json";
import type cases from "./en/cases.json";
import type common from "./en/common.json";
import type delivery from "./en/delivery.json";
import type enforcement from "./en/enforcement.json";
import type filings from "./en/filings.json";
import type incidents from "./en/incidents.json";
import type insights from "./en/insights.json";
import type intake from "./en/intake.json";
import type notices from "./en/notices.json";
import type oversight from "./en/oversight.json";
import type policy from "./en/policy.json";
import type referrals from "./en/referrals.json";
import type registry from "./en/registry.json";
import type retention from "./en/retention.json";
import type shell from "./en/shell.json";
import type signin from "./en/signin.json";
import type staff from "./en/staff.json";
import type { formatsOf } from "./formats";
import type { Locale } from "./languages";

export type Messages = {
  appeals: typeof appeals;
  audit: typeof audit;
  access: typeof access;
  cases: typeof cases;
  common: typeof common;
  delivery: typeof delivery;
  enforcement: typeof enforcement;
  filings: typeof filings;
  incidents: typeof incidents;
  insights: typeof insights;
  intake: typeof intake;
  notices: typeof notices;
  oversight: typeof oversight;
  policy: typeof policy;
  referrals: typeof referrals;
  registry: typeof registry;
  retention: typeof retention;
  shell: typeof shell;
  signin: typeof signin;
  staff: typeof staff;
};
export type Namespace = keyof Messages;

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
    Formats: ReturnType<typeof formatsOf>;
  }
}
