import { useTranslations } from "next-intl";
import { PageTitle, Sheet } from "@/components/ui/page";
import { matrix, permissions } from "@/server/access/matrix";
import { type Role, roles } from "@/server/kernel/actor";

/** The matrix, line by line. */
export function AccessTable() {
  const t = useTranslations();
  return (
    <Sheet>
      <PageTitle title={t("access.title")} />
      <p className="mb-3 text-ink-2">{t("access.note")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className="overflow-x-auto" aria-label={t("access.caption")} tabIndex={0}>
        <table className="border-collapse">
          <caption className="sr-only">{t("access.caption")}</caption>
          <thead>
            <tr>
              <th scope="col" className="border-rule-2 border-b py-1.5 pr-6 text-start text-xs">
                {t("access.permission")}
              </th>
              {roles.map((role) => (
                <th key={role} scope="col" className="border-rule-2 border-b px-3 py-1.5 text-center text-xs">
                  {t(`common.role.${role}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.map((permission) => (
              <tr key={permission} className="hover:bg-hover">
                <th scope="row" className="border-rule border-b py-1 pr-6 text-start font-regular">
                  {t(`access.may.${permission}`)}
                </th>
                {roles.map((role) => (
                  <td key={role} className="border-rule border-b px-3 py-1 text-center">
                    {(matrix[permission] as readonly Role[]).includes(role) ? (
                      <span className="font-bold">{t("access.yes")}</span>
                    ) : (
                      <span className="text-ink-3" aria-label={t("access.no")} role="img">
                        –
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Sheet>
  );
}
