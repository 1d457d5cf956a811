import { useTranslations } from "next-intl";
import { useDot } from "@/components/ui/dot";
import type { Role } from "@/server/kernel/actor";

export type DemoAccount = { email: string; name: string; roles: readonly Role[] };

/** What demo mode shows at the door: invented people and their common password. */
export type DemoDoor = { password: string; accounts: readonly DemoAccount[] };

type DemoAccountsProps = { demo: DemoDoor; chosen: string; onPick: (account: DemoAccount) => void };

/** Fills the form with an invented person at one click. */
export function DemoAccounts({ demo, chosen, onPick }: DemoAccountsProps) {
  const dot = useDot();
  const t = useTranslations();
  return (
    <section className="border-rule border-t pt-4">
      <h2 className="text-s">{t("signin.demo")}</h2>
      <p className="mb-1 text-ink-3 text-xs">
        {t("signin.demoNote")} <code className="font-mono text-ink">{demo.password}</code>
      </p>
      <ul className="-mx-2 grid narrow:grid-cols-2">
        {demo.accounts.map((account) => (
          <li key={account.email}>
            <button
              type="button"
              aria-pressed={chosen === account.email}
              onClick={() => onPick(account)}
              className="flex min-h-7 w-full items-baseline gap-2 rounded-control px-2 py-1 text-start text-s hover:bg-hover aria-pressed:bg-pen-wash aria-pressed:text-pen"
            >
              <span className="whitespace-nowrap">{account.name}</span>
              <span className="cut text-ink-3 text-xs">
                {account.roles.map((role) => t(`common.role.${role}`)).join(dot)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
