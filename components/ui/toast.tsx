"use client";

import { useSyncExternalStore } from "react";
import { Button } from "./button";

export type Toast = {
  /** One line: what was saved, when it leaves. */
  text: string;
  action?: { label: string; keys?: string; run: () => void };
  /** Milliseconds on screen. A person who needs longer finds the same act in the history of the case. */
  stayMs?: number;
};

/** `turn` tells two of the same words apart. */
let current: (Toast & { turn: number }) | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const set = (toast: Toast | null) => {
  clearTimeout(timer);
  current = toast && { ...toast, turn: (current?.turn ?? 0) + 1 };
  if (toast) timer = setTimeout(() => set(null), toast.stayMs ?? 10_000);
  for (const listener of listeners) listener();
};

/** Shows one line at the bottom. A new one replaces the last; they never stack. */
export const showToast = (toast: Toast) => set(toast);
export const hideToast = () => set(null);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/**
 * The place of the toast, once on a page. The region is polite: a screen reader speaks it in its own time, and the same
 * words once more when they come again; nobody need announce them.
 */
export function ToastPlace() {
  const toast = useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
  const act = () => {
    toast?.action?.run();
    hideToast();
  };
  return (
    <div
      role="status"
      data-shell="toast"
      className="pointer-events-none fixed inset-x-4 bottom-[calc(var(--foot)+16px)] z-30 grid justify-items-center"
    >
      {toast && (
        <div
          key={toast.turn}
          className="on-toast pointer-events-auto flex min-h-10 max-w-full items-center gap-3 rounded-float bg-toast py-1.5 pr-2 pl-4 text-on-toast shadow-float"
        >
          <span>{toast.text}</span>
          {toast.action && (
            <Button
              look="quiet"
              keys={toast.action.keys}
              onClick={act}
              className="h-7 border-current/45 px-2.5 text-current hover:bg-current/10 hover:text-current"
            >
              {toast.action.label}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
