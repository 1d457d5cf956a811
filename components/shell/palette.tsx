"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import * as Dialog from "radix-ui/dialog";
import { type ReactNode, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { Keys } from "@/components/ui/kbd";
import { useReturnFocus } from "@/components/ui/return-focus";
import "@/components/ui/style-nonce";
import { type Destination, destinationOf } from "./destination";
import type { KeyRegistry } from "./key-registry";
import { pagesFor } from "./pages";
import { toggleTheme } from "./theme-toggle";
import { useShownKeys } from "./use-keys";

type PaletteProps = { permissions: readonly string[]; registry: KeyRegistry; onClose: () => void };

const needs: Record<Destination["kind"], string | null> = {
  case: "case.read",
  group: "registry.read",
  account: "registry.read",
  search: "registry.read",
  page: null,
};

/** Takes a pasted code, number or address and goes there; otherwise finds pages and the commands of this page. */
export default function Palette({ permissions, registry, onClose }: PaletteProps) {
  const t = useTranslations("shell");
  const router = useRouter();
  const [text, setText] = useState("");
  const focus = useReturnFocus();
  const commands = useShownKeys().filter((command) => !command.everywhere);
  const found = destinationOf(text, window.location.origin);
  const need = found && needs[found.kind];
  const destination = need && !permissions.includes(need) ? null : found;

  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  // The page takes its focus back first: a command may want to move it.
  const after = (run: () => void) => {
    onClose();
    setTimeout(run);
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focus}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-float bg-float text-ink shadow-float"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <Command label={t("palette.title")} loop>
            <div className="flex items-center gap-2 border-rule border-b px-4">
              <Icon name="search" className="text-ink-3" />
              <Command.Input
                value={text}
                onValueChange={setText}
                maxLength={400}
                placeholder={t("palette.placeholder")}
                className="h-12 flex-1 bg-transparent text-m outline-none"
              />
            </div>
            <Command.List className="max-h-[50vh] overflow-auto p-1 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs">
              {destination && (
                <Command.Group heading={t("palette.open")} forceMount>
                  <Entry value={`go ${text}`} force onSelect={() => go(destination.href)}>
                    <Named destination={destination} />
                  </Entry>
                </Command.Group>
              )}
              {commands.length > 0 && (
                <Command.Group heading={t("palette.commands")}>
                  {commands.map((command) => (
                    <Entry
                      key={`${command.keys[0]} ${command.does}`}
                      value={`${command.does} ${command.keys[0]}`}
                      keys={command.keys[0]}
                      onSelect={() => after(() => registry.run(command))}
                    >
                      {command.does}
                    </Entry>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={t("palette.pages")}>
                {pagesFor(permissions).map((page) => (
                  <Entry
                    key={page.id}
                    value={`${t(`pages.${page.id}`)} ${page.id}`}
                    keys={`G ${page.key}`}
                    onSelect={() => go(page.href)}
                  >
                    {t(`pages.${page.id}`)}
                  </Entry>
                ))}
              </Command.Group>
              <Command.Group heading={t("palette.preferences")}>
                <Entry value={`${t("theme")} theme`} onSelect={() => after(toggleTheme)}>
                  {t("theme")}
                </Entry>
              </Command.Group>
              {!destination && <Command.Empty className="px-3 py-4 text-ink-2">{t("palette.nothing")}</Command.Empty>}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Named({ destination }: { destination: Destination }) {
  const t = useTranslations("shell.palette");
  switch (destination.kind) {
    case "case":
      return t("openCase", { number: destination.number });
    case "group":
      return t("openGroup", { code: destination.code });
    case "account":
      return t("openAccount", { code: destination.code });
    case "page":
      return t("openPage", { path: destination.href });
    case "search":
      return t("searchRegistry", { text: destination.text });
  }
}

type EntryProps = { value: string; keys?: string; force?: boolean; onSelect: () => void; children: ReactNode };

function Entry({ value, keys, force, onSelect, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      forceMount={force}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-3 data-[selected=true]:bg-pen-wash data-[selected=true]:text-pen"
    >
      <span className="cut flex-1">{children}</span>
      {keys && <Keys combination={keys} />}
    </Command.Item>
  );
}
