import { sequence as drain } from "../server/audit/sequence";
import { newId } from "../server/kernel/id";
import { transact } from "../server/transact";
import type { World } from "./world";

const perTransaction = 500;

/** Draining pending entries into leaves, with the worker's own sequencer held still. */
export async function sequence({ installation }: World, entries: number) {
  const worker = installation.worker().pid as number;
  process.kill(worker, "SIGSTOP");
  try {
    const now = new Date();
    while ((await drain(now)) > 0);
    const entry = () =>
      ({
        kind: "registry",
        action: "registry.synced",
        subject: { kind: "registry_batch", id: newId(now), version: 1 },
        pub: { sha256: "0".repeat(64), lines: 1_000, changed: { groups: 10, accounts: 900, memberships: 90 } },
      }) as const;
    for (let made = 0; made < entries; made += perTransaction)
      await transact({ kind: "system", name: "bench" }, now, async (_, settle) => {
        settle({
          ok: true,
          next: null,
          entry: entry(),
          more: Array.from({ length: perTransaction - 1 }, entry),
          effects: [],
        });
      });
    const began = performance.now();
    let drained = 0;
    for (let batch = await drain(now); batch > 0; batch = await drain(now)) drained += batch;
    const seconds = (performance.now() - began) / 1_000;
    return { entries: drained, seconds, leavesPerSecond: drained / seconds };
  } finally {
    process.kill(worker, "SIGCONT");
  }
}
