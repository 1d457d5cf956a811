"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use, useCallback, useRef, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { useListKeys } from "@/components/table/use-list-keys";

type Board = {
  isTable: (id: string) => boolean;
  toggle: (id: string) => void;
  join: (id: string) => () => void;
  tabIndexOf: (id: string) => number;
};

const BoardContext = createContext<Board | null>(null);

/** The board of a panel; a panel alone on a page keeps its own state. */
export const useBoard = () => use(BoardContext);

/** A page of charts: J and K go from one to the next, V turns the one at hand (or all) into tables. */
export function ChartBoard({ children, className }: { children: ReactNode; className?: string }) {
  const t = useTranslations("common.chart");
  const container = useRef<HTMLDivElement>(null);
  const [ids, setIds] = useState<readonly string[]>([]);
  const [tables, setTables] = useState<ReadonlySet<string>>(new Set());
  const list = useListKeys({ container, ids });

  const toggle = (id: string) =>
    setTables((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const turn = () => {
    const here = document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset.item;
    if (here && ids.includes(here)) toggle(here);
    else setTables((now) => (now.size === ids.length ? new Set() : new Set(ids)));
  };
  useKeys([{ keys: ["V"], does: t("tableView"), run: turn, when: ids.length > 0 }]);

  const join = useCallback((id: string) => {
    setIds((now) => [...now, id]);
    return () => setIds((now) => now.filter((other) => other !== id));
  }, []);

  return (
    <BoardContext value={{ isTable: (id) => tables.has(id), toggle, join, tabIndexOf: list.tabIndexOf }}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys act on the panels inside, which take the focus. */}
      <div ref={container} onFocus={list.onFocus} className={className}>
        {children}
      </div>
    </BoardContext>
  );
}
