import { useTranslations } from "next-intl";
import { Facts } from "@/components/ui/facts";
import { PageTitle, Sheet } from "@/components/ui/page";
import type { Role } from "@/server/kernel/actor";
import { passwordLength } from "@/server/staff/contract";
import { type PasswordAction, PasswordForm } from "./password-form";

type OwnAccountProps = {
  viewer: { name: string; email: string; roles: readonly Role[]; mustChoosePassword: boolean; demo: boolean };
  choosePassword: PasswordAction;
};

/** Who one is here, and one's own password. */
export function OwnAccount({ viewer, choosePassword }: OwnAccountProps) {
  const t = useTranslations();
  const held = viewer.roles.map((role) => t(`common.role.${role}`)).join(t("common.listComma"));
  return (
    <Sheet>
      <PageTitle title={t("staff.account.title")} />
      <Facts
        facts={[
          { label: t("staff.form.name"), value: viewer.name },
          { label: t("staff.form.email"), value: viewer.email },
          ...(viewer.mustChoosePassword
            ? []
            : [{ label: t("staff.account.roles"), value: held || t("staff.account.noRoles") }]),
        ]}
      />
      <h2 className="mt-6 text-m">{t("staff.account.password")}</h2>
      {viewer.mustChoosePassword && <p className="font-bold">{t("staff.account.mustChoose")}</p>}
      {viewer.demo ? (
        <p className="text-ink-2">{t("staff.account.demo")}</p>
      ) : (
        <PasswordForm action={choosePassword} length={passwordLength} />
      )}
    </Sheet>
  );
}
