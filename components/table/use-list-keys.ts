"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";

type ListKeys = {
  /** Holds the items: elements that take focus and carry `data-item={id}`. */
  container: RefObject<HTMLElement | null>;
  ids: readonly string[];
  /** X on the item at hand. Undefined: nothing can be selected. */
  onSelect?: (id: string) => void;
  /** False: the keys rest, e.g. while another list of the page has them. */
  enabled?: boolean;
};

const itemsOf = (container: HTMLElement | null) => [...(container?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];

/**
 * Real focus that moves through a list with J and K anywhere on the page, and with the arrows inside it. The browser
 * opens a focused link by itself; rows of a table answer Enter in `DataTable`.
 *
 * @returns the item that Tab reaches, and what the container must answer to.
 */
export function useListKeys({ container, ids, onSelect, enabled = true }: ListKeys) {
  const t = useTranslations("common.table");
  const [active, setActive] = useState<string | null>(null);
  const current = active !== null && ids.includes(active) ? active : (ids[0] ?? null);

  const move = (step: 1 | -1) => {
    const items = itemsOf(container.current);
    // In a window too narrow for the list there is nothing to focus: the neighbour of what is open opens.
    if (!items.some((item) => item.getClientRects().length > 0)) {
      const open = items.findIndex((item) => item.ariaCurrent === "true");
      if (open >= 0) items[open + step]?.click();
      return;
    }
    const held = items.findIndex((item) => item.contains(document.activeElement));
    const at = items.findIndex((item) => item.dataset.item === current);
    // The first press goes to the item at hand, the next ones from there.
    const next = held >= 0 ? held + step : at;
    items[Math.min(Math.max(next, 0), items.length - 1)]?.focus();
  };

  useKeys([
    { keys: ["J"], does: t("move"), run: () => move(1), repeats: true, when: enabled && ids.length > 0 },
    { keys: ["K"], does: t("move"), run: () => move(-1), repeats: true, when: enabled && ids.length > 0 },
    {
      keys: ["X"],
      does: t("mark"),
      run: () => current !== null && onSelect?.(current),
      when: enabled && Boolean(onSelect) && ids.length > 0,
    },
  ]);

  return {
    current,
    move,
    /** For the item's `tabIndex`: one stop for the whole list. */
    tabIndexOf: (id: string) => (id === current ? 0 : -1),
    /** For the container. */
    onFocus: (event: { target: EventTarget }) => {
      const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-item]") : null;
      if (item?.dataset.item) setActive(item.dataset.item);
    },
    /** For the container: arrows, where no control wants them. */
    onKeyDown: (event: { key: string; target: EventTarget; preventDefault: () => void }) => {
      const control = event.target instanceof Element && event.target.closest("input, select, textarea");
      if (control || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    },
  };
}
