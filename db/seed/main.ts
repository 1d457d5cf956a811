import { clock, config } from "../../server/config";
import { findKey } from "../../server/http/keys";
import { ensureDemoKey } from "../../server/intake/service/connections";
import type { Role } from "../../server/kernel/actor";
import { assert } from "../../server/kernel/assert";
import { dayStart, plusDays } from "../../server/kernel/calendar";
import { drawingFrom } from "../../server/kernel/id";
import { demoStaff, ensureDemoStaff } from "../../server/staff/demo";
import { dayCount, liveDays } from "./ninety-days";
import { seedNotices } from "./notices";
import { seedPolicy } from "./policy";
import { Chance } from "./random";

/** What every installation needs, and in demo mode the demo's people and key. Idempotent. */
export async function seedInstallation(): Promise<void> {
  const now = clock();
  const { demo } = config();
  await seedPolicy(now);
  await seedNotices(now);
  if (!demo) return;
  await ensureDemoStaff(now);
  await ensureDemoKey(now);
}

/** The demo: its people, its platform's key and ninety days of work. Once, on an empty database. */
export async function seedDemo(): Promise<void> {
  const began = Date.now();
  await makeCommunity(dayStart(clock()), dayCount, (line) => console.log(line));
  console.log(`Demo: made in ${Math.round((Date.now() - began) / 1_000)} s.`);
}

/**
 * Makes the community as it is after so many days: with the same people, names, codes, numbers and counts each time.
 *
 * @param ends first instant of the day on which it is made.
 */
export function makeCommunity(ends: Date, days: number, say: (line: string) => void): Promise<void> {
  const { demo } = config();
  assert(demo, "the demo is made in demo mode only");
  const ids = new Chance(20_180_901);
  return drawingFrom(
    (length) => ids.bytes(length),
    async () => {
      const begins = plusDays(ends, -days);
      await seedPolicy(begins);
      await seedNotices(begins);
      const people = await ensureDemoStaff(begins);
      await ensureDemoKey(begins);
      const platform = await findKey(demo.apiKey);
      assert(platform, "the demo's key was just made");
      const actors = (role: Role) =>
        demoStaff
          .filter((person) => person.roles.includes(role))
          .map((person) => ({
            kind: "staff" as const,
            id: people.get(person.account) as string,
            roles: person.roles,
            sessionId: "demo",
          }));
      await liveDays(
        {
          platform,
          moderators: actors("moderator"),
          leads: actors("lead"),
          compliance: actors("compliance_officer"),
          appeals: actors("appeals_officer"),
        },
        ends,
        days,
        say,
      );
    },
  );
}
