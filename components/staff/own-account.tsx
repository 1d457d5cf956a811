import { useTranslations } from "next-intl";
import { LanguageSwitch } from "@/components/shell/language-switch";
import { SingleKeys } from "@/components/shell/single-keys";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import { Facts } from "@/components/ui/facts";
import { PageTitle, Panes, Rail } from "@/components/ui/page";
import { permissions as allPermissions, type Permission } from "@/server/access/matrix";
import type { Role } from "@/server/kernel/actor";
import { passwordLength } from "@/server/staff/contract";
import { type PasswordAction, PasswordForm } from "./password-form";

type OwnAccountProps = {
  viewer: {
    name: string;
    email: string;
    roles: readonly Role[];
    permissions: readonly Permission[];
    mustChoosePassword: boolean;
    demo: boolean;
  };
  choosePassword: PasswordAction;
  chooseLanguage: (form: FormData) => Promise<void>;
};

/** Who one is here, one's own password and preferences, and what one's roles open. */
export function OwnAccount({ viewer, choosePassword, chooseLanguage }: OwnAccountProps) {
  const t = useTranslations();
  const held = viewer.roles.map((role) => t(`common.role.${role}`)).join(t("common.listComma"));
  const own = allPermissions.filter((permission) => viewer.permissions.includes(permission));
  const part = "border-rule border-t py-4";
  return (
    <Panes
      railLabel={t("shell.own.may")}
      rail={
        viewer.mustChoosePassword ? undefined : (
          <Rail title={t("shell.own.may")} aside={held} isText>
            <ul className="px-4 py-2">
              {own.map((permission) => (
                <li key={permission} className="border-rule border-b py-1 last:border-b-0 first-letter:uppercase">
                  {t(`access.may.${permission}`)}
                </li>
              ))}
            </ul>
            {own.length === 0 && <p className="px-4 pb-3 text-ink-2">{t("staff.account.noRoles")}</p>}
          </Rail>
        )
      }
    >
      <div className="px-6 pb-6">
        <PageTitle title={t("staff.account.title")} />
        <section className={part}>
          <Facts
            facts={[
              { label: t("staff.form.name"), value: viewer.name },
              { label: t("staff.form.email"), value: viewer.email },
              ...(viewer.mustChoosePassword
                ? []
                : [{ label: t("staff.account.roles"), value: held || t("staff.account.noRoles") }]),
            ]}
          />
        </section>
        <section className={part} aria-labelledby="password">
          <h2 id="password" className="text-m">
            {t("staff.account.password")}
          </h2>
          {viewer.mustChoosePassword && <p className="font-bold">{t("staff.account.mustChoose")}</p>}
          {viewer.demo ? (
            <p className="text-ink-2">{t("staff.account.demo")}</p>
          ) : (
            <PasswordForm action={choosePassword} length={passwordLength} />
          )}
        </section>
        {!viewer.mustChoosePassword && (
          <section className={part} aria-labelledby="preferences">
            <h2 id="preferences" className="mb-2 text-m">
              {t("shell.palette.preferences")}
            </h2>
            <Facts
              facts={[
                { label: t("shell.language"), value: <LanguageSwitch choose={chooseLanguage} /> },
                {
                  label: t("shell.own.theme"),
                  value: (
                    <span className="-ml-1.5 inline-flex">
                      <ThemeToggle words />
                    </span>
                  ),
                },
                { label: t("shell.keys.title"), value: <SingleKeys /> },
              ]}
            />
          </section>
        )}
      </div>
    </Panes>
  );
}
