"use client";

import * as Radix from "radix-ui/popover";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

type PopoverProps = {
  /** A button; it opens and closes. */
  trigger: ReactNode;
  children: ReactNode;
  /** Names the panel for those who hear the page. */
  label: string;
  align?: "start" | "center" | "end";
  className?: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** A small panel beside the button that opened it. */
export function Popover({ trigger, children, label, align = "start", className, open, onOpenChange }: PopoverProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(
            "z-50 max-w-[min(400px,calc(100vw-16px))] rounded-float bg-float p-4 text-ink shadow-float",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
