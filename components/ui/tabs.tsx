"use client";

import { type KeyboardEvent, type ReactNode, Suspense, useId, useState } from "react";
import { Kbd } from "./kbd";

export type Tab = {
  id: string;
  label: ReactNode;
  /** A number after the word, grouped for reading by the caller. */
  count?: string;
  cap?: string;
  content: ReactNode;
};

type TabsProps = { label: string; tabs: readonly Tab[]; value?: string; onChange?: (id: string) => void };

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Views of one subject. Arrows move between them and open what they reach; an unseen one is not rendered. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const id = useId();
  const [own, setOwn] = useState(tabs[0]?.id);
  const current = value ?? own;
  const open = (next: string) => {
    setOwn(next);
    onChange?.(next);
  };
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.id === current);
    const to = tabs[steps[event.key]?.(at, tabs.length) ?? -1];
    if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    open(to.id);
    document.getElementById(`${id}-${to.id}`)?.focus();
  };
  return (
    <div>
      <div role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move} className="flex gap-5 border-rule border-b">
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab.id === current}
            aria-controls={tab.id === current ? `${id}-panel` : undefined}
            tabIndex={tab.id === current ? 0 : -1}
            onClick={() => open(tab.id)}
            className="focus-inset -mb-px flex h-[38px] items-center gap-1.5 border-transparent border-b-2 text-ink-2 aria-selected:border-ink aria-selected:font-bold aria-selected:text-ink"
          >
            {tab.label}
            {tab.count !== undefined && <span className="font-regular text-ink-3 text-xs">{tab.count}</span>}
            {tab.cap && <Kbd cap={tab.cap} />}
          </button>
        ))}
      </div>
      <div key={current} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className="pt-1.5">
        {/* A view whose code is still on its way leaves the tabs, and the focus on them, in place. */}
        <Suspense>{tabs.find((tab) => tab.id === current)?.content}</Suspense>
      </div>
    </div>
  );
}
