import { instant } from "../kernel/calendar";
import type { CreditLevel, CreditServices, MeasureKey } from "../policy/contract";
import { creditBase, creditUnder, groupStatus, type Holding, holdingAt } from "./rules";

/** A measure that withdraws something, as the platform's gate is told. */
export type Restriction = {
  readonly measure: MeasureKey;
  readonly until: string | null;
  /** Clause and its name; never the facts. */
  readonly reason: string;
  /** The groups concerned when it is not everywhere, by the platform's ids. */
  readonly groups?: readonly string[];
  /** Functions that a blacklist withdraws. */
  readonly functions?: readonly string[];
};

/** A measure in force with the clause behind it. */
export type Withdrawing = Holding & { readonly reason: string };

const withdraws = (measure: Holding, word: string) =>
  measure.key === "blacklist" && (measure.parameters.functions as readonly string[] | undefined)?.includes(word);

const everywhere = ({ parameters: { scope } }: Holding) => scope === undefined || scope === "platform";

const groupsOf = ({ parameters: { scope, groups } }: Holding, names: ReadonlyMap<string, string>): string[] | null => {
  const ids = Array.isArray(groups)
    ? (groups as string[])
    : typeof scope === "string" && scope !== "platform"
      ? [scope]
      : null;
  return ids?.map((id) => names.get(id) ?? id) ?? null;
};

const restrictionOf = (measure: Withdrawing, names: ReadonlyMap<string, string>): Restriction => {
  const groups = groupsOf(measure, names);
  const { functions } = measure.parameters;
  return {
    measure: measure.key,
    until: measure.until && instant(measure.until),
    reason: measure.reason,
    ...(groups ? { groups } : {}),
    ...(Array.isArray(functions) ? { functions: functions as string[] } : {}),
  };
};

const withdrawing: readonly MeasureKey[] = [
  "suspend_posting",
  "close_group",
  "suspend_management",
  "revoke_founding",
  "lower_credit",
  "blacklist",
];

const inForce = (holding: readonly Withdrawing[], now: Date) =>
  holdingAt(holding, now).filter(({ key }) => withdrawing.includes(key));

const hasPending = (holding: readonly Holding[], now: Date) => holding.some(({ from }) => from > now);
const begun = (holding: readonly Holding[], now: Date) => holding.filter(({ from }) => from <= now);

/**
 * A level of credit as it is at an instant. The registry's is what every measure entered on the account makes of it;
 * a downgrade that can still be undone does not count yet.
 */
export const creditAt = (credit: CreditLevel, holding: readonly Holding[], now: Date): CreditLevel =>
  hasPending(holding, now) ? creditUnder(begun(holding, now), creditBase(holding, credit)) : credit;

/** A group's status as it is at an instant, from the registry's in the same way. */
export const statusAt = (status: string, holding: readonly Holding[], now: Date): string =>
  hasPending(holding, now) && status !== "dissolved" ? groupStatus(begun(holding, now)) : status;

/**
 * What an account may do now. A measure whose term is over no longer counts, also when nobody has ended it yet; the
 * services of a lowered level come back when it ends.
 *
 * @param services of the account's credit level at `now`.
 * @param founded groups that it founded and that are there; `joined` groups that it is in.
 * @param names the platform's ids of groups that measures name.
 */
export function accountEntitlements(
  holding: readonly Withdrawing[],
  services: CreditServices,
  founded: number,
  joined: number,
  names: ReadonlyMap<string, string>,
  now: Date,
) {
  const held = inForce(holding, now);
  const has = (word: string) => held.some((measure) => withdraws(measure, word));
  const managing = held.filter(({ key }) => key === "suspend_management");
  const noManaging = has("manage") || managing.some((measure) => groupsOf(measure, names) === null);
  const noFounding = has("found") || held.some(({ key }) => key === "revoke_founding");
  const foundsLeft = noFounding ? 0 : Math.max(0, services.founds - founded);
  return {
    mayPost: !has("post") && !held.some((measure) => measure.key === "suspend_posting" && everywhere(measure)),
    mayFound: foundsLeft > 0,
    foundsLeft,
    joinsLeft: has("join") ? 0 : Math.max(0, services.joins - joined),
    largestGroup: services.largestGroup,
    mayManage: {
      all: !noManaging,
      except: noManaging ? [] : [...new Set(managing.flatMap((measure) => groupsOf(measure, names) ?? []))].sort(),
    },
    restrictions: held.map((measure) => restrictionOf(measure, names)),
    asOf: instant(now),
  };
}

/**
 * What a group may do now.
 *
 * @param status of the registry, as of `now`: a group that is closed or dissolved exists no more.
 */
export function groupEntitlements(holding: readonly Withdrawing[], status: string, memberCap: number, now: Date) {
  const held = inForce(holding, now);
  const exists = status !== "closed" && status !== "dissolved";
  const stopped = held.some((measure) => measure.key === "suspend_posting" || withdraws(measure, "post"));
  return {
    mayPost: exists && !stopped,
    exists,
    memberCap: exists ? memberCap : 0,
    restrictions: held.map((measure) => restrictionOf(measure, new Map())),
    asOf: instant(now),
  };
}
