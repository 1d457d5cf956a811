"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Kbd } from "@/components/ui/kbd";
import { capsOf } from "./keys";
import { useShownKeys } from "./use-keys";

/** The keys of this page at the bottom; commands with the same words share a place (`J` `K` move). */
export function KeyBar({ aside }: { aside?: ReactNode }) {
  const t = useTranslations("shell.keys");
  const commands = useShownKeys();
  const groups = new Map<string, string[]>();
  for (const command of commands)
    if (command.bar !== false) groups.set(command.does, [...(groups.get(command.does) ?? []), command.keys[0]]);
  return (
    <footer
      data-shell="keys"
      className="flex h-(--foot) shrink-0 items-center gap-3.5 overflow-hidden whitespace-nowrap border-rule-2 border-t bg-sheet px-4 text-ink-2 text-xs max-tablet:hidden"
    >
      <ul aria-label={t("bar")} className="flex gap-3.5">
        {[...groups].map(([does, keys]) => (
          <li key={does} className="inline-flex items-center gap-[5px]">
            {capsOf([...new Set(keys)]).map((combination) => (
              <span key={combination} className="inline-flex gap-1">
                {combination.split(/[+ ](?=.)/).map((cap) => (
                  <Kbd key={cap} cap={cap} />
                ))}
              </span>
            ))}
            <span className="inline-block first-letter:lowercase">{does}</span>
          </li>
        ))}
      </ul>
      {aside && <span className="ml-auto">{aside}</span>}
    </footer>
  );
}
