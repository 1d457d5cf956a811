"use client";

import * as Radix from "radix-ui/tooltip";
import type { ReactNode } from "react";
import { Keys } from "./kbd";

type TooltipProps = { text: ReactNode; keys?: string; children: ReactNode };

/**
 * A word or two about a control, with its key. Shows on hover and on focus; never the only place of a fact, and the
 * control keeps an accessible name of its own.
 */
export function Tooltip({ text, keys, children }: TooltipProps) {
  return (
    <Radix.Provider delayDuration={400}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            collisionPadding={8}
            className="on-toast z-50 flex max-w-80 items-center gap-2 rounded-control bg-toast px-2 py-1 text-on-toast text-xs"
          >
            {text}
            {keys && <Keys combination={keys} />}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
