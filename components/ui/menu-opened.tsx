"use client";

import Link from "next/link";
import * as Radix from "radix-ui/dropdown-menu";
import { Icon } from "./icon";
import { Keys } from "./kbd";
import type { MenuItem, MenuProps } from "./menu";
import "./style-nonce";

const itemLook =
  "flex min-h-8 w-full cursor-pointer select-none items-center gap-3 rounded-control px-2 outline-none data-highlighted:bg-pen-wash data-highlighted:text-pen";

/** A menu from its first opening on: it opens with its arrival. */
export default function MenuOpened({ trigger, items, align = "start", head, returnTo }: MenuProps) {
  const chosen = items.find((item) => item.isChosen)?.id;
  const lines = items.map((item) => <Line key={item.id} item={item} />);
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!returnTo?.current) return;
            event.preventDefault();
            returnTo.current.focus();
          }}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-float bg-float p-1 text-ink shadow-float"
        >
          {head && <Radix.Label className="border-rule border-b px-2 pt-1 pb-2">{head}</Radix.Label>}
          {items.some((item) => item.isChosen !== undefined) ? (
            <Radix.RadioGroup value={chosen}>{lines}</Radix.RadioGroup>
          ) : (
            lines
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Line({ item }: { item: MenuItem }) {
  const face = (
    <>
      <span className="flex-1">{item.label}</span>
      {item.keys && <Keys combination={item.keys} />}
    </>
  );
  if (item.href)
    return (
      <Radix.Item asChild className={itemLook}>
        <Link href={item.href}>{face}</Link>
      </Radix.Item>
    );
  if (item.isChosen === undefined)
    return (
      <Radix.Item className={itemLook} onSelect={item.onSelect}>
        {face}
      </Radix.Item>
    );
  return (
    <Radix.RadioItem value={item.id} className={`${itemLook} data-[state=checked]:font-bold`} onSelect={item.onSelect}>
      {face}
      <Icon name="tick" className={item.isChosen ? "" : "invisible"} />
    </Radix.RadioItem>
  );
}
