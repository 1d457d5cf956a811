import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { after, hour } from "../kernel/calendar";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { touch } from "../touch";
import { forgetAnswers, once } from "./idempotency";

useDatabase();
const now = testNow();
const keyId = randomUUID();
let runs = 0;
const act = async () => ({ status: 200, body: { run: ++runs, b: 1, a: 2 } });

it("keeps an answer that the act did not keep itself, for two days, byte for byte", async () => {
  const ask = (hash = "h") => once(keyId, "k", hash, now, 200, act);
  const first = await ask();
  expect(first).toEqual({ status: 200, body: { run: 1, b: 1, a: 2 }, isReplay: false });
  const again = await ask();
  expect(again.isReplay).toBe(true);
  expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
  expect((await refusalOf(ask("other")))?.code).toBe("http.replayed");
  await forgetAnswers(after(now, 47 * hour));
  expect((await ask()).isReplay).toBe(true);
  await forgetAnswers(after(now, 49 * hour));
  expect((await ask("other")).isReplay).toBe(false);
});

it("rolls back the act that another overtook, and gives the other's answer", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = once(keyId, "race", "h", now, 202, async (remember) => {
    await held;
    return touch(async (tx) => {
      await remember(tx, { who: "slow" });
      return { status: 202, body: { who: "slow" } };
    });
  });
  const quick = await once(keyId, "race", "h", now, 202, (remember) =>
    touch(async (tx) => {
      await remember(tx, { who: "quick" });
      return { status: 202, body: { who: "quick" } };
    }),
  );
  release();
  expect(quick.body).toEqual({ who: "quick" });
  expect(await slow).toEqual({ status: 202, body: { who: "quick" }, isReplay: true });
});
