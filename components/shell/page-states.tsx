"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";
import type { Permission } from "@/server/access/matrix";
import type { Role } from "@/server/kernel/actor";
import { permissionFor } from "./pages";

function State({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  return (
    <div className="grid h-full min-h-80 place-items-center bg-sheet p-6">
      <div className="w-full max-w-xl">
        <h1 className="text-xl">{title}</h1>
        <p className="mt-1 mb-4 text-ink-2">{children}</p>
        {action}
      </div>
    </div>
  );
}

/** 404. */
export function NotFoundState() {
  const t = useTranslations("common.error");
  return (
    <State title={t("notFoundTitle")} action={<ButtonLink href="/">{t("home")}</ButtonLink>}>
      {t("notFound")}
    </State>
  );
}

/**
 * 403: says which roles open the page, so that the person knows whom to ask.
 *
 * @param opens the roles of each permission, from the matrix.
 */
export function ForbiddenState({ opens }: { opens: Readonly<Record<Permission, readonly Role[]>> }) {
  const t = useTranslations("common");
  const permission = permissionFor(usePathname());
  const roles = permission ? opens[permission].map((role) => t(`role.${role}`)) : [];
  return (
    <State title={t("error.forbiddenTitle")} action={<ButtonLink href="/">{t("error.home")}</ButtonLink>}>
      {roles.length > 0 ? t("error.forbidden", { roles: roles.join(t("listComma")) }) : t("error.forbiddenUnknown")}
    </State>
  );
}

/** A fault of ours: its number is in the log, and the person's work is kept. */
export function FaultState({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("common");
  const id = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div className="grid h-full min-h-80 place-items-center bg-sheet p-6">
      <ErrorState
        className="w-full max-w-xl"
        title={t("error.title")}
        action={<Button onClick={retry}>{t("retry")}</Button>}
      >
        {id ? t("error.kept", { id }) : t("error.noId")}
      </ErrorState>
    </div>
  );
}
