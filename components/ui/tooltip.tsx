"use client";

import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode, useEffect, useId, useRef } from "react";
import { Keys } from "./kbd";

type TooltipProps = { text: ReactNode; keys?: string; children: ReactElement<HTMLAttributes<HTMLElement>> };

const delayMs = 400;
const gap = 6;

/**
 * A word or two about a control, with its key. Shows on hover and on focus, Escape hides it; never the only place of a
 * fact, and the control keeps an accessible name of its own.
 */
export function Tooltip({ text, keys, children }: TooltipProps) {
  const id = useId();
  const bubble = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // Wherever the focus is, and before the page's own Escape: one press does one thing.
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !bubble.current?.matches(":popover-open")) return;
      event.preventDefault();
      bubble.current.hidePopover();
    };
    window.addEventListener("keydown", leave, true);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener("keydown", leave, true);
    };
  }, []);

  const show = (anchor: Element, after: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const shown = bubble.current;
      if (!shown?.isConnected || !anchor.isConnected) return;
      shown.showPopover();
      const { left, width, top, bottom } = anchor.getBoundingClientRect();
      const own = shown.getBoundingClientRect();
      const middle = left + width / 2 - own.width / 2;
      const above = top - gap - own.height;
      shown.style.left = `${Math.max(8, Math.min(middle, window.innerWidth - own.width - 8))}px`;
      shown.style.top = `${above < 8 ? bottom + gap : above}px`;
    }, after);
  };
  const hide = (after = 0) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => bubble.current?.isConnected && bubble.current.hidePopover(), after);
  };
  return (
    <>
      {cloneElement(children, {
        "aria-describedby": id,
        onPointerEnter: (event) => show(event.currentTarget, delayMs),
        // Time to move the pointer onto the words.
        onPointerLeave: () => hide(150),
        onFocus: (event) => event.currentTarget.matches(":focus-visible") && show(event.currentTarget, 0),
        onBlur: () => hide(),
      })}
      <span
        ref={bubble}
        id={id}
        role="tooltip"
        popover="manual"
        onPointerEnter={() => clearTimeout(timer.current)}
        onPointerLeave={() => hide(150)}
        className="on-toast fixed inset-auto m-0 max-w-80 items-center gap-2 rounded-control bg-toast px-2 py-1 text-on-toast text-xs open:flex"
      >
        {text}
        {keys && <Keys combination={keys} />}
      </span>
    </>
  );
}
