"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "@/components/ui/dialog";
import { Keys } from "@/components/ui/kbd";
import type { KeyCommand } from "./key-registry";
import { capsOf } from "./keys";
import { SingleKeys } from "./single-keys";
import { useShownKeys } from "./use-keys";

/** All keys of this page and of every page, and the switch for single keys (WCAG 2.1.4). */
export default function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell.keys");
  const commands = useShownKeys();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")} description={t("note")}>
      <SingleKeys />
      <KeyList title={t("here")} commands={commands.filter((command) => !command.everywhere)} />
      <KeyList title={t("everywhere")} commands={commands.filter((command) => command.everywhere)} />
    </Dialog>
  );
}

function KeyList({ title, commands }: { title: string; commands: readonly KeyCommand[] }) {
  const groups = new Map<string, string[]>();
  for (const command of commands) groups.set(command.does, [...(groups.get(command.does) ?? []), ...command.keys]);
  if (groups.size === 0) return null;
  return (
    <section className="mt-4">
      <h3 className="border-rule border-b pb-1 text-s">{title}</h3>
      <ul className="grid gap-x-6 tablet:grid-cols-2">
        {[...groups].map(([does, keys]) => (
          <li key={does} className="flex min-h-7 items-center justify-between gap-3">
            <span className="inline-block first-letter:uppercase">{does}</span>
            <span className="flex gap-2">
              {capsOf([...new Set(keys)]).map((combination) => (
                <Keys key={combination} combination={combination} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
