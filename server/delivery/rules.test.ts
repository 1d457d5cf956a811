import { describe, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { hour, after as later, second } from "../kernel/calendar";
import { testNow } from "../testing/cases";
import { backoffSeconds } from "./contract";
import { createEndpoint, nextAttemptAt, replay, switchEndpoint } from "./rules";

const now = testNow();
const admin: StaffActor = { kind: "staff", id: "a", roles: ["admin"], sessionId: "s" };

describe("an endpoint", () => {
  const make = (url: string, allowPrivate = false, by: StaffActor = admin) =>
    createEndpoint(0, by, { url, types: [] }, allowPrivate, "e");
  it.each([
    ["http://platform.example/hooks", "delivery.unencrypted"],
    ["https://127.0.0.1/hooks", "delivery.private_address"],
    ["https://[::1]/hooks", "delivery.private_address"],
    ["https://2130706433/hooks", "delivery.private_address"],
    ["https://localhost/hooks", "delivery.private_address"],
    ["https://metadata.google.internal/hooks", "delivery.private_address"],
  ])("is refused: %s", (url, code) => {
    expect(make(url)).toMatchObject({ ok: false, refusal: { code, fields: [{ pointer: "/url" }] } });
  });
  it("may be on this machine where configuration says so, and is never logged with its path", () => {
    expect(make("http://127.0.0.1:9/hooks/s3cret", true)).toMatchObject({ ok: true });
    expect(JSON.stringify(make("https://platform.example/hooks/s3cret"))).toContain('"host":"platform.example"');
    const made = make("https://platform.example/hooks/s3cret");
    expect(JSON.stringify(made.ok && made.entry)).not.toContain("s3cret");
  });
  it("is an admin's to make, twenty at most, and switches once", () => {
    expect(make("https://a.example", false, { ...admin, roles: ["lead"] })).toMatchObject({
      refusal: { code: "delivery.not_allowed" },
    });
    expect(createEndpoint(20, admin, { url: "https://a.example", types: [] }, false, "e")).toMatchObject({
      refusal: { code: "delivery.too_many" },
    });
    const found = { id: "e", enabled: true, version: 3 };
    expect(switchEndpoint(found, admin, true, 3)).toMatchObject({ refusal: { code: "delivery.already" } });
    expect(switchEndpoint(found, admin, false, 2)).toMatchObject({ refusal: { code: "delivery.stale" } });
    expect(switchEndpoint(found, admin, false, 3)).toMatchObject({ next: { enabled: false, version: 4 } });
  });
});

describe("a replay", () => {
  const found = { id: "e", enabled: true, version: 3 };
  const one = { id: "1", isMoot: false };
  const overtaken = { id: "2", isMoot: true };
  it("sends what failed, and leaves out what has been overtaken", () => {
    expect(replay(found, admin, [one, overtaken], false)).toMatchObject({
      next: { version: 4, again: ["1"], moot: ["2"] },
      entry: { action: "configuration.endpoint_replayed", pub: { messages: 1, moot: 1 } },
      effects: [{ topic: "send", key: "1" }],
    });
  });
  it.each([
    ["a lead's", { ...admin, roles: ["lead"] } as StaffActor, [one], false, "delivery.not_allowed"],
    ["of nothing", admin, [], false, "delivery.nothing_failed"],
    ["of one that has been overtaken", admin, [overtaken], true, "delivery.moot"],
  ])("is refused: %s", (_, by, failed, isOne, code) => {
    expect(replay(found, by, failed, isOne)).toMatchObject({ ok: false, refusal: { code } });
  });
});

describe("the next attempt", () => {
  it("comes later each time, and not after three days", () => {
    const waits = Array.from(
      { length: 10 },
      (_, at) => (nextAttemptAt(now, at + 1, now) as Date).getTime() - now.getTime(),
    );
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBe(backoffSeconds[0] * second);
    expect(nextAttemptAt(now, 30, later(now, 72 * hour - 1))).not.toBeNull();
    expect(nextAttemptAt(now, 1, later(now, 72 * hour))).toBeNull();
  });
});
