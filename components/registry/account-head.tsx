import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { type Fact, Facts, Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { PageTitle } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { type SealedField as Field, sealedFields } from "@/server/registry/contract";
import { Restrictions, Stub, Verification } from "./marks";
import { SealedField } from "./sealed-field";

type Account = RouterOutputs["registry"]["account"];

const methods = ["carrier", "id_card", "bank_card", "face"] as const;

/** What the registry knows of an account, and what its credit grants. */
export function AccountHead({ account }: { account: Account }) {
  const t = useTranslations("registry");
  const format = useFormatter();
  const { services, holdings } = account;
  // The platform names its own methods; the usual ones have words of ours.
  const methodName = (method: string) => {
    const known = methods.find((word) => word === method);
    return known ? t(`method.${known}`) : method;
  };
  const sealed = (field: Field): Fact => ({
    key: field,
    label: t(field === "phone" ? "fact.phone" : "fact.token"),
    value: account.sealed.includes(field) ? (
      <SealedField accountId={account.id} field={field} mayReveal={account.allowed.reveal} />
    ) : (
      <span className="text-ink-3">{t("fact.notOnFile")}</span>
    ),
  });
  const used = (count: number, allowed: number) => ({ used: format.number(count), allowed: format.number(allowed) });
  return (
    <>
      <PageTitle
        title={<Name of={account.nickname} />}
        aside={
          <>
            <Mono>{account.code}</Mono>
            {account.erasedAt && (
              <StatusWord glyph="cross">{t("erasedOn", { day: format.dateTime(account.erasedAt, "day") })}</StatusWord>
            )}
            <span>
              {t("column.credit")} <b className="text-ink">{account.credit}</b>
            </span>
            <Restrictions names={account.restrictions} />
            {account.minor && <span>{t("minor")}</span>}
            {!account.confirmed && !account.erasedAt && <Stub />}
          </>
        }
      />
      <div className="grid max-w-[1100px] gap-x-8 gap-y-1 pb-4 tablet:grid-cols-2">
        <Facts
          className="content-start"
          labelWidth="120px"
          facts={[
            {
              key: "verification",
              label: t("fact.verification"),
              value: (
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <Verification state={account.verification} />
                  {account.verificationMethod && methodName(account.verificationMethod)}
                  {account.verifiedAt && <Time at={account.verifiedAt} form="day" className="text-ink-3 text-xs" />}
                </span>
              ),
            },
            ...sealedFields.map(sealed),
            {
              key: "registered",
              label: t("fact.registered"),
              value: account.registeredAt ? <Time at={account.registeredAt} form="day" /> : t("unknown"),
            },
            {
              key: "externalId",
              label: t("fact.externalId"),
              value:
                account.externalId === null ? (
                  t("none")
                ) : (
                  <Mono className="break-all text-xs">{account.externalId}</Mono>
                ),
            },
            {
              key: "updated",
              label: t("fact.updated"),
              value: account.sourceUpdatedAt ? <Time at={account.sourceUpdatedAt} /> : t("none"),
            },
          ]}
        />
        <section>
          <h2 className="mb-1 text-s">{t("services.title", { level: account.credit })}</h2>
          <Facts
            labelWidth="120px"
            facts={[
              {
                key: "founds",
                label: t("services.founds"),
                value: t("services.foundsOf", used(holdings.founded, services.founds)),
              },
              {
                key: "joins",
                label: t("services.joins"),
                value: t("services.joinsOf", used(holdings.joined, services.joins)),
              },
              {
                key: "largest",
                label: t("services.largest"),
                value:
                  services.largestGroup === 0
                    ? t("services.largestNone")
                    : t("services.largestOf", { count: format.number(services.largestGroup) }),
              },
            ]}
          />
        </section>
      </div>
    </>
  );
}
