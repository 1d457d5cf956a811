import type { OperatorActor } from "../../server/kernel/actor";
import { hasNoticeSet } from "../../server/notices/service/current";
import { publishBuiltIn } from "../../server/notices/service/draft";

/** The notice texts of an installation that has none yet, new or older than versions of them: those that come with Docket. */
export async function seedNotices(now: Date): Promise<void> {
  if (await hasNoticeSet()) return;
  const by: OperatorActor = { kind: "operator", command: "start" };
  try {
    await publishBuiltIn(by, now);
  } catch (error) {
    // Another machine that starts at this moment was faster.
    if (!(await hasNoticeSet())) throw error;
  }
}
