import { expect, test } from "vitest";
import { auditEvent, noticeSet } from "../../db/schema";
import { seedNotices } from "../../db/seed/notices";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { builtInTexts } from "./default";
import { currentNoticeSet } from "./service/current";

useDatabase();
const now = testNow();

test("a database without texts has none in force, and gets version 1 at its first start, from two machines at once", async () => {
  await expect(read(currentNoticeSet)).rejects.toThrow("no notice texts have been published");
  await Promise.all([seedNotices(now), seedNotices(now)]);
  await seedNotices(now);
  expect(await read(currentNoticeSet)).toMatchObject({ number: 1, label: "2026.1", texts: builtInTexts });
  expect(await read((tx) => tx.select().from(noticeSet))).toMatchObject([
    { state: "published", number: 1, drafters: ["operator:start"], settledBy: "operator:start", settledAt: now },
  ]);
  const entries = await read((tx) => tx.select().from(auditEvent));
  expect(entries).toMatchObject([
    { action: "configuration.notices_published", actorRef: "operator:start", subjectVersion: 1 },
  ]);
});
