"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { type Theme, themeCookie } from "@/messages/languages";
import { keepPreference } from "./own-cookie";

/** Turns the page and keeps the choice; without one, the system's applies. */
export function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : window.matchMedia("(prefers-color-scheme: dark)").matches;
  const next: Theme = dark ? "light" : "dark";
  root.dataset.theme = next;
  keepPreference(themeCookie, next);
}

/** `words` puts the word beside the icon, where there is room. */
export function ThemeToggle({ words }: { words?: boolean }) {
  const t = useTranslations("shell");
  return (
    <Button
      look="quiet"
      size={words ? "small" : "normal"}
      onClick={toggleTheme}
      aria-label={words ? undefined : t("theme")}
    >
      <Icon name="theme" />
      {words && t("theme")}
    </Button>
  );
}
