import { useTranslations } from "next-intl";
import type { Role } from "@/server/kernel/actor";

/** For a person whose roles open nothing yet: says which they are and who gives others. */
export function NoPages({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations();
  const own = roles.map((role) => t(`common.role.${role}`)).join(t("common.listComma"));
  return (
    <div className="grid h-full place-items-center bg-sheet p-6">
      <div className="w-full max-w-xl">
        <h1 className="text-xl">{t("signin.noPages.title")}</h1>
        <p className="mt-1 text-ink-2">{own ? t("signin.noPages.roles", { roles: own }) : t("signin.noPages.none")}</p>
      </div>
    </div>
  );
}
