"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Asks for a receipt and leads to its report. */
export function ReceiptForm() {
  const t = useTranslations("intake.status.missing");
  const router = useRouter();
  const follow = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const receipt = String(new FormData(event.currentTarget).get("receipt") ?? "").trim();
    if (receipt) router.push(`/report/${encodeURIComponent(receipt)}`);
  };
  return (
    <form onSubmit={follow} className="mt-5">
      <Field label={t("again")} required>
        {(control) => (
          <span className="flex gap-2">
            <Input {...control} name="receipt" maxLength={64} autoComplete="off" className="h-10 font-mono text-m" />
            <Button type="submit" size="large">
              {t("open")}
            </Button>
          </span>
        )}
      </Field>
    </form>
  );
}
