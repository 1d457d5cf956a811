"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/choice";
import { Kbd } from "@/components/ui/kbd";
import { keysCookie } from "@/messages/languages";
import { keepPreference } from "./own-cookie";
import { useKeyRegistry, useSingleKeys } from "./use-keys";

/** The switch for keys without a modifier (WCAG 2.1.4); the choice is this browser's. */
export function SingleKeys() {
  const t = useTranslations("shell.keys");
  const registry = useKeyRegistry();
  const isOn = useSingleKeys();
  const choose = (next: boolean) => {
    registry?.setSingles(next);
    keepPreference(keysCookie, next ? "on" : "off");
  };
  return (
    <Checkbox checked={isOn} onChange={(event) => choose(event.currentTarget.checked)}>
      <b>{t("single")}</b> <span className="text-ink-2">{t.rich("singleNote", { mod: () => <Kbd cap="Mod" /> })}</span>
    </Checkbox>
  );
}
