"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Input } from "@/components/ui/input";

/** For those without a staff account: the status of a report by its receipt, and the published rules. */
export function PublicDoors() {
  const t = useTranslations("signin");
  const router = useRouter();
  const [missing, setMissing] = useState(false);
  const follow = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const receipt = String(new FormData(event.currentTarget).get("receipt") ?? "").trim();
    setMissing(receipt === "");
    if (receipt) router.push(`/report/${encodeURIComponent(receipt)}`);
  };
  return (
    <>
      <h2 className="mb-1 text-s">{t("without")}</h2>
      <form onSubmit={follow} className="border-rule border-b pt-2 pb-4">
        <p>{t("follow")}</p>
        <p className="mb-2 text-ink-3 text-xs">{t("followNote")}</p>
        <Field
          label={<span className="font-regular text-ink-2 text-xs">{t("receipt")}</span>}
          error={missing ? t("receiptMissing") : null}
        >
          {(control) => (
            <span className="flex gap-2">
              <Input {...control} name="receipt" maxLength={64} autoComplete="off" className="font-mono" />
              <Button type="submit">{t("open")}</Button>
            </span>
          )}
        </Field>
      </form>
      <Link
        href="/rules"
        className="grid grid-cols-[minmax(0,1fr)_16px] items-center gap-x-3 border-rule border-b py-2.5 hover:bg-hover"
      >
        <span>{t("rules")}</span>
        <Icon name="right" className="col-start-2 row-span-2 row-start-1 text-ink-3" />
        <span className="text-ink-3 text-xs">{t("rulesNote")}</span>
      </Link>
    </>
  );
}
