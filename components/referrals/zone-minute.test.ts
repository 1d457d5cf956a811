import { expect, it } from "vitest";
import { instantIn, minuteIn } from "./zone-minute";

it.each([
  ["2026-11-22T08:30:59.999Z", "2026-11-22T16:30", "2026-11-22T08:30:00.000Z"],
  ["2026-11-22T16:00:00.000Z", "2026-11-23T00:00", "2026-11-22T16:00:00.000Z"],
])("%s is %s in the field, and that is %s", (at, shown, instant) => {
  expect(minuteIn(new Date(at))).toBe(shown);
  expect(instantIn(shown)).toBe(instant);
});

it("what is no time is none", () => expect(instantIn("soon")).toBe(""));
