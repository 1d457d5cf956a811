import { expect, it } from "vitest";
import { nameFor } from "./cells";
import { spool } from "./spool";

it("masks an account's name for whoever may not look into the registry, and never a group's", () => {
  expect(nameFor(["manager"], "account", "李小明")).toBe("李**");
  expect(nameFor(["admin"], "account", "李小明")).toBe("李**");
  expect(nameFor(["lead"], "account", "李小明")).toBe("李小明");
  expect(nameFor(["manager"], "group", "夜市美食交流群")).toBe("夜市美食交流群");
});

it("a spooled file that fails half-way is given up, and so is one that nobody reads to its end", async () => {
  const failing = async function* () {
    yield Buffer.from("half");
    throw new Error("half-way");
  };
  await expect(spool(failing())).rejects.toThrow("half-way");
  const whole = async function* () {
    for (let at = 0; at < 40; at++) yield Buffer.alloc(10_000, at);
  };
  const file = await spool(whole());
  const reader = file.stream().getReader();
  expect((await reader.read()).value?.length).toBe(65_536);
  await reader.cancel();
  await expect(file.close()).resolves.toBeUndefined();
  expect(file.sizeBytes).toBe(400_000);
});
