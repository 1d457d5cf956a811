/** What somebody may take back for a few seconds. Times are milliseconds of a clock that only goes forward. */
export type Undoable = { readonly decisionId: string; readonly endsMs: number };

/** The last moment belongs to the way to the server. */
const marginMs = 500;

/** Decisions that may still be undone, oldest first: undone is the last, then the one before. */
export class UndoStack<Offer extends Undoable> {
  /** A new array at every change. */
  offers: readonly Offer[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly nowMs: () => number) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** For so many seconds from now, as the server counts them. */
  endsAfter(seconds: number): number {
    return this.nowMs() + seconds * 1_000 - marginMs;
  }

  /** How long an offer is still open. */
  leftMs({ endsMs }: Offer): number {
    return Math.max(0, endsMs - this.nowMs());
  }

  push(offer: Offer): void {
    this.set([...this.offers.filter(({ decisionId }) => decisionId !== offer.decisionId), offer]);
  }

  /** Takes the latest away, so that nobody undoes it twice; null when nothing is open any more. */
  pop(): Offer | null {
    this.set(this.offers);
    const last = this.offers.at(-1) ?? null;
    if (last) this.set(this.offers.slice(0, -1));
    return last;
  }

  private set(offers: readonly Offer[]): void {
    clearTimeout(this.timer);
    const now = this.nowMs();
    this.offers = offers.filter(({ endsMs }) => endsMs > now);
    const nextMs = Math.min(...this.offers.map(({ endsMs }) => endsMs)) - now;
    if (this.offers.length > 0) this.timer = setTimeout(() => this.set(this.offers), nextMs);
    for (const listener of this.listeners) listener();
  }
}
