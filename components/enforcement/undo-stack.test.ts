import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { UndoStack } from "./undo-stack";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const opened = () => {
  const stack = new UndoStack<{ decisionId: string; endsMs: number }>(Date.now);
  const seen: string[] = [];
  stack.subscribe(() => seen.push(stack.offers.map(({ decisionId }) => decisionId).join(" ")));
  const push = (decisionId: string, seconds = 10) => stack.push({ decisionId, endsMs: stack.endsAfter(seconds) });
  return { stack, seen, push };
};

it("undoes the latest first, then the one before, each once", () => {
  const { stack, push } = opened();
  push("a");
  vi.advanceTimersByTime(3_000);
  push("b");
  push("b");
  expect([stack.pop()?.decisionId, stack.pop()?.decisionId, stack.pop()]).toEqual(["b", "a", null]);
});

it("lets each go half a second before its own time is over, and tells whoever listens", () => {
  const { stack, seen, push } = opened();
  push("a");
  vi.advanceTimersByTime(3_000);
  push("b");
  vi.advanceTimersByTime(6_499);
  expect(seen).toEqual(["a", "a b"]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(["a", "a b", "b"]);
  vi.advanceTimersByTime(3_000);
  expect([seen.at(-1), stack.pop()]).toEqual(["", null]);
});

it("gives nothing whose time is over, though its timer was late", () => {
  const { stack, push } = opened();
  push("a", 5);
  push("b", 30);
  vi.setSystemTime(Date.now() + 20_000);
  expect([stack.pop()?.decisionId, stack.pop()]).toEqual(["b", null]);
});
