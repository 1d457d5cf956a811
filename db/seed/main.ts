import { clock, config } from "../../server/config";
import { findKey } from "../../server/http/keys";
import { ensureDemoKey } from "../../server/intake/service/connections";
import type { Role } from "../../server/kernel/actor";
import { assert } from "../../server/kernel/assert";
import { dayStart, plusDays } from "../../server/kernel/calendar";
import { demoStaff, ensureDemoStaff } from "../../server/staff/demo";
import { dayCount, liveNinetyDays } from "./ninety-days";
import { seedPolicy } from "./policy";

/** What every installation needs, and in demo mode the demo's people and key. Idempotent. */
export async function seedInstallation(): Promise<void> {
  const now = clock();
  const { demo } = config();
  await seedPolicy(now);
  if (!demo) return;
  await ensureDemoStaff(now);
  await ensureDemoKey(now);
}

/** The demo: its people, its platform's key and ninety days of work. Once, on an empty database. */
export async function seedDemo(): Promise<void> {
  const { demo } = config();
  assert(demo, "the demo is made in demo mode only");
  const began = Date.now();
  const ends = dayStart(clock());
  const begins = plusDays(ends, -dayCount);
  await seedPolicy(begins);
  const ids = await ensureDemoStaff(begins);
  await ensureDemoKey(begins);
  const platform = await findKey(demo.apiKey);
  assert(platform, "the demo's key was just made");
  const actors = (role: Role) =>
    demoStaff
      .filter((person) => person.roles.includes(role))
      .map((person) => ({
        kind: "staff" as const,
        id: ids.get(person.account) as string,
        roles: person.roles,
        sessionId: "demo",
      }));
  await liveNinetyDays(
    { platform, moderators: actors("moderator"), leads: actors("lead"), compliance: actors("compliance_officer") },
    ends,
    (line) => console.log(line),
  );
  console.log(`Demo: made in ${Math.round((Date.now() - began) / 1_000)} s.`);
}
