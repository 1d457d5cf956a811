import { after, day, hour } from "../../server/kernel/calendar";
import { groupCategories } from "../../server/policy/contract";
import type { RegistryLine } from "../../server/registry/contract";
import type { Chance } from "./random";
import { groupNames, namePlace, nicknameParts } from "./words";

export const groupCount = 360;
export const accountCount = 3_200;

export const groupId = (at: number) => `xd-group-${String(at).padStart(4, "0")}`;
export const accountId = (at: number) => `xd-user-${String(at).padStart(5, "0")}`;

/** Who is in a group, as far as reports need to know: indexes of accounts, the founder first. */
export type Membership = { readonly founder: number; readonly members: readonly number[] };
export type Community = { readonly lines: readonly RegistryLine[]; readonly memberships: readonly Membership[] };

function accountLine(chance: Chance, at: number, begins: Date): RegistryLine {
  const { heads, characters, endings } = nicknameParts;
  const nickname = `${chance.pick(heads)}${chance.pick(characters)}${chance.pick(characters)}${chance.pick(endings)}`;
  const registeredAt = after(begins, -chance.between(5, 1_200) * day);
  const isVerified = !chance.is(0.03);
  return {
    kind: "account",
    externalId: accountId(at),
    nickname,
    verification: isVerified
      ? {
          state: "verified",
          method: "carrier",
          token: `vt-${at}-${chance.between(1e6, 9e6)}`,
          at: after(registeredAt, hour),
        }
      : { state: "unverified" },
    minor: chance.is(0.04),
    phone: `1${chance.pick(["38", "39", "50", "86", "77"])}${String(chance.between(0, 99_999_999)).padStart(8, "0")}`,
    registeredAt,
    updatedAt: begins,
  };
}

/** Groups, accounts and who belongs where, as the platform would hand them over. The same for the same chance. */
export function communityOf(chance: Chance, begins: Date): Community {
  const lines: RegistryLine[] = [];
  for (let at = 0; at < accountCount; at++) lines.push(accountLine(chance, at, begins));
  const memberships: Membership[] = [];
  for (let at = 0; at < groupCount; at++) {
    const category = chance.weighted(
      groupCategories.map((key) => [key, key === "business" ? 4 : key === "interest" ? 3 : 2] as const),
    );
    const name = `${chance.is(0.6) ? chance.pick(namePlace) : ""}${chance.pick(groupNames[category])}${chance.is(0.5) ? ` ${chance.between(1, 12)} 群` : ""}`;
    const members = [
      ...new Set(Array.from({ length: chance.between(8, 40) }, () => chance.between(0, accountCount - 1))),
    ];
    const founder = members[0] as number;
    const size = chance.weighted([
      [chance.between(members.length, 120), 5],
      [chance.between(121, 500), 3],
      [chance.between(501, 1_986), 2],
    ] as const);
    lines.push({
      kind: "group",
      externalId: groupId(at),
      name,
      category,
      memberCount: size,
      messagesPerDay: Math.round(size * chance.next() * 3),
      publicJoin: category === "business" || category === "public" || chance.is(0.2),
      publicDissemination: chance.is(0.08),
      founderExternalId: accountId(founder),
      updatedAt: begins,
    });
    members.forEach((member, place) => {
      lines.push({
        kind: "membership",
        groupExternalId: groupId(at),
        accountExternalId: accountId(member),
        role: place === 0 ? "founder" : place <= Math.min(3, Math.floor(size / 300)) ? "manager" : "member",
        updatedAt: begins,
      });
    });
    memberships.push({ founder, members });
  }
  return { lines, memberships };
}
