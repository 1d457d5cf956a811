"use client";

import { useTranslations } from "next-intl";
import { startTransition } from "react";
import { useDot } from "@/components/ui/dot";
import { Menu } from "@/components/ui/menu";
import type { Viewer } from "./viewer";

/** Initial of a name: the first character of a Chinese name, the first letter of another. */
const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? "?";

type AccountMenuProps = { viewer: Viewer; signOut: () => Promise<void> };

/** Who is signed in, with which roles, and the way out. */
export function AccountMenu({ viewer, signOut }: AccountMenuProps) {
  const dot = useDot();
  const t = useTranslations();
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t("shell.account", { name: viewer.name })}
          className="grid size-[26px] shrink-0 place-items-center rounded-full bg-pen text-on-pen text-xs"
        >
          {initialOf(viewer.name)}
        </button>
      }
      head={
        <>
          <p className="font-bold">{viewer.name}</p>
          <p className="font-regular text-ink-2 text-xs">{viewer.email}</p>
          <p className="font-regular text-ink-3 text-xs">
            {viewer.roles.map((role) => t(`common.role.${role}`)).join(dot)}
          </p>
        </>
      }
      items={[
        { id: "account", label: t("staff.account.title"), href: "/account" },
        { id: "out", label: t("shell.signOut"), onSelect: () => startTransition(signOut) },
      ]}
    />
  );
}
