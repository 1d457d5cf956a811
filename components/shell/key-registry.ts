import { chordOf, placeOf, refusalOf } from "./keys";

/** One key of a page and what it does. */
export type KeyCommand = {
  /** `J`, `Mod+Enter`, `?`, `Space`; the first is shown, the others work too. */
  readonly keys: readonly [string, ...string[]];
  /** What it does, in a word or two. Commands with the same words share a place in the bar. */
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
  /** When the key comes up again: for what lasts while it is held. */
  readonly release?: () => void;
  /** Runs again while the key is held: only for moving. */
  readonly repeats?: boolean;
  /** False: works, and stands in the overview, but not in the bar. */
  readonly bar?: boolean;
  /** False: the key is not there now. */
  readonly when?: boolean;
  /** Belongs to an open dialog: works there, where the page's keys rest. */
  readonly inDialog?: boolean;
  /** Of the frame, on every page; listed apart and overridden by the page's own. */
  readonly everywhere?: boolean;
};

type Holder = { commands: readonly KeyCommand[] };

/** All keys that work now. The last registered wins, so a panel may take a key from its page. */
export class KeyRegistry {
  singles: boolean;
  private readonly holders = new Set<Holder>();
  private readonly listeners = new Set<() => void>();
  private held: { code: string; release: () => void } | null = null;
  private shown: readonly KeyCommand[] = [];

  constructor(singles: boolean) {
    this.singles = singles;
  }

  /** @returns the holder to update, and the function that takes it out again. */
  hold(commands: readonly KeyCommand[]) {
    const holder: Holder = { commands };
    this.holders.add(holder);
    this.tell();
    return {
      update: (next: readonly KeyCommand[]) => {
        holder.commands = next;
        this.tell();
      },
      leave: () => {
        this.holders.delete(holder);
        this.tell();
      },
    };
  }

  setSingles(on: boolean) {
    this.singles = on;
    this.shown = [...this.shown];
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** The commands in sight, in the order of their registration; the same array until something changes. */
  commands = () => this.shown;

  /** Does what the key of a shown command does, as of now. */
  run(shown: KeyCommand) {
    const fresh = this.ordered().find((c) => c.keys[0] === shown.keys[0] && c.does === shown.does && c.when !== false);
    fresh?.run(new KeyboardEvent("keydown"));
  }

  private tell() {
    const next = [...this.holders].flatMap((holder) => holder.commands).filter(({ when }) => when !== false);
    const face = (commands: readonly KeyCommand[]) =>
      commands.map((c) => `${c.keys.join()}|${c.does}|${c.bar}`).join("\n");
    const changed = face(next) !== face(this.shown);
    this.shown = changed ? next : this.shown;
    if (changed) for (const listener of this.listeners) listener();
  }

  /** Newest first, the page before the frame. */
  private ordered() {
    const all = [...this.holders].reverse().flatMap((holder) => holder.commands);
    return [...all.filter((c) => !c.everywhere), ...all.filter((c) => c.everywhere)];
  }

  /** Runs the command of a press, if there is one, and keeps the browser from doing more with it. */
  press = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    for (const command of this.ordered()) {
      if (command.when === false) continue;
      if (event.repeat && !command.repeats && !command.release) continue;
      if (
        !command.keys.some(
          (key) => refusalOf(event, chordOf(key), placeOf(target, command.inDialog), this.singles) === null,
        )
      )
        continue;
      event.preventDefault();
      if (event.repeat && command.release) return;
      if (command.release) this.held = { code: event.code, release: command.release };
      command.run(event);
      return;
    }
  };

  lift = (event: { code: string }) => {
    if (this.held?.code === event.code) this.letGo();
  };

  /** The window lost the keyboard: whatever was held is let go, so that nothing stays revealed. */
  letGo = () => {
    this.held?.release();
    this.held = null;
  };
}
