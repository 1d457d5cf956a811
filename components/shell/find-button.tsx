"use client";

import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { Keys } from "@/components/ui/kbd";
import { openPalette } from "./overlays";

/** Looks like a field and opens the palette, where the typing happens. */
export function FindButton() {
  const t = useTranslations("shell");
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      aria-haspopup="dialog"
      onClick={openPalette}
      className="ml-auto flex h-8 w-[300px] min-w-48 shrink-999 items-center gap-2 rounded-control border border-edge bg-sheet px-2.5 text-ink-3 max-wide:w-auto max-wide:min-w-0 max-wide:shrink-0"
    >
      <Icon name="search" />
      <span className="sr-only">{t("findLabel")}</span>
      <span className="cut flex-1 text-start max-wide:hidden">{t("find")}</span>
      <Keys combination="Mod+K" className="gap-0 max-tablet:hidden" />
    </button>
  );
}
