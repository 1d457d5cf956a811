import { describe, expect, it, vi } from "vitest";
import { type KeyCommand, KeyRegistry } from "./key-registry";

vi.stubGlobal("Element", class {});
vi.stubGlobal("KeyboardEvent", class {});

const press = (code: string, more: Partial<KeyboardEvent> = {}) => {
  const event = {
    code,
    key: "",
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    keyCode: 0,
    repeat: false,
    defaultPrevented: false,
    target: null,
    preventDefault: vi.fn(),
    ...more,
  };
  return event as unknown as KeyboardEvent & { preventDefault: ReturnType<typeof vi.fn> };
};
const command = (key: string, run: () => void, more: Partial<KeyCommand> = {}): KeyCommand => ({
  keys: [key],
  does: `does ${key}`,
  run,
  ...more,
});

describe("the keys of a page", () => {
  it("the page's own key stands before the frame's, the newest before the older", () => {
    const registry = new KeyRegistry(true);
    const [frame, page, panel] = [vi.fn(), vi.fn(), vi.fn()];
    registry.hold([command("G", page)]);
    registry.hold([command("G", frame, { everywhere: true })]);
    registry.press(press("KeyG"));
    const held = registry.hold([command("G", panel)]);
    registry.press(press("KeyG"));
    held.leave();
    registry.press(press("KeyG"));
    expect([frame, page, panel].map((fn) => fn.mock.calls.length)).toEqual([0, 2, 1]);
  });

  it("runs what the command does now, not what it did when it was first shown", () => {
    const registry = new KeyRegistry(true);
    const [old, fresh] = [vi.fn(), vi.fn()];
    const held = registry.hold([command("J", old)]);
    const [shown] = registry.commands();
    held.update([command("J", fresh)]);
    expect(registry.commands()[0]).toBe(shown);
    registry.press(press("KeyJ"));
    if (shown) registry.run(shown);
    expect([old, fresh].map((fn) => fn.mock.calls.length)).toEqual([0, 2]);
  });

  it("does not repeat an act while its key is held, but moves on", () => {
    const registry = new KeyRegistry(true);
    const [act, move] = [vi.fn(), vi.fn()];
    registry.hold([command("E", act), command("J", move, { repeats: true })]);
    for (const repeat of [false, true, true]) {
      registry.press(press("KeyE", { repeat }));
      registry.press(press("KeyJ", { repeat }));
    }
    expect([act, move].map((fn) => fn.mock.calls.length)).toEqual([1, 3]);
  });

  it("lets go when the key comes up, and when the window loses the keyboard", () => {
    const registry = new KeyRegistry(true);
    const [show, hide] = [vi.fn(), vi.fn()];
    registry.hold([command("Space", show, { release: hide })]);
    registry.press(press("Space"));
    registry.lift({ code: "KeyJ" });
    expect(hide).not.toHaveBeenCalled();
    registry.lift({ code: "Space" });
    expect(hide).toHaveBeenCalledTimes(1);
    registry.press(press("Space"));
    registry.letGo();
    registry.letGo();
    expect([show, hide].map((fn) => fn.mock.calls.length)).toEqual([2, 2]);
  });

  it("keeps the browser from the keys that it takes, and only from those", () => {
    const registry = new KeyRegistry(true);
    registry.hold([command("B", vi.fn()), command("N", vi.fn(), { when: false })]);
    const [taken, resting, other] = [press("KeyB"), press("KeyN"), press("KeyQ")];
    for (const event of [taken, resting, other]) registry.press(event);
    expect([taken, resting, other].map((event) => event.preventDefault.mock.calls.length)).toEqual([1, 0, 0]);
    expect(registry.commands().map(({ keys }) => keys[0])).toEqual(["B"]);
  });

  it("rests when single keys are switched off", () => {
    const registry = new KeyRegistry(true);
    const [single, combined] = [vi.fn(), vi.fn()];
    registry.hold([command("B", single), command("Mod+Enter", combined)]);
    registry.setSingles(false);
    registry.press(press("KeyB"));
    registry.press(press("Enter", { ctrlKey: true }));
    expect([single, combined].map((fn) => fn.mock.calls.length)).toEqual([0, 1]);
  });
});
