"use client";

import * as Radix from "radix-ui/tabs";
import type { ReactNode } from "react";
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

/** Views of one subject. Arrows move between them; an unseen one is not rendered. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} defaultValue={value === undefined ? tabs[0]?.id : undefined}>
      <Radix.List aria-label={label} className="flex gap-5 border-rule border-b">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            className="focus-inset -mb-px flex h-[38px] items-center gap-1.5 border-transparent border-b-2 text-ink-2 data-[state=active]:border-ink data-[state=active]:font-bold data-[state=active]:text-ink"
          >
            {tab.label}
            {tab.count !== undefined && <span className="font-regular text-ink-3 text-xs">{tab.count}</span>}
            {tab.cap && <Kbd cap={tab.cap} />}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className="pt-1.5">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
