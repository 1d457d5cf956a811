"use client";

import Link from "next/link";
import * as Radix from "radix-ui/dropdown-menu";
import type { ReactNode } from "react";
import { Keys } from "./kbd";
import "./style-nonce";

type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  /** Facts above the acts: whose menu this is. */
  head?: ReactNode;
};

/** A list of acts under a button. Compose with `MenuAct`, `MenuLink`, `MenuRule`. */
export function Menu({ trigger, children, align = "start", head }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-float bg-float p-1 text-ink shadow-float"
        >
          {head && <Radix.Label className="border-rule border-b px-2 pt-1 pb-2">{head}</Radix.Label>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemLook =
  "flex min-h-8 w-full cursor-pointer select-none items-center gap-3 rounded-control px-2 outline-none data-disabled:cursor-not-allowed data-disabled:text-ink-3 data-highlighted:bg-pen-wash data-highlighted:text-pen";

type ActProps = { onSelect: () => void; children: ReactNode; keys?: string; disabled?: boolean; lang?: string };

/** One act of a menu, with the key that does the same. */
export function MenuAct({ onSelect, children, keys, disabled, lang }: ActProps) {
  return (
    <Radix.Item className={itemLook} onSelect={onSelect} disabled={disabled} lang={lang}>
      <span className="flex-1">{children}</span>
      {keys && <Keys combination={keys} />}
    </Radix.Item>
  );
}

/** A menu entry that opens a page. */
export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Radix.Item asChild className={itemLook}>
      <Link href={href}>{children}</Link>
    </Radix.Item>
  );
}
