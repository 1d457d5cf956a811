"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Input } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";

const types = [
  "measure.ordered",
  "measure.ended",
  "notice.issued",
  "report.outcome",
  "appeal.ruled",
  "appeal.asked",
] as const;

/** Asks for the address and the types it wants. The server checks the address; its secret is shown once. */
export function AddEndpoint({ onMade }: { onMade: (secret: string) => void }) {
  const t = useTranslations("delivery");
  const common = useTranslations("common");
  const locale = useLocale();
  const trpc = useTRPC();
  const formId = useId();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly (typeof types)[number][]>([]);
  const create = useMutation(
    trpc.delivery.create.mutationOptions({
      onSuccess: ({ secret }) => {
        setOpen(false);
        onMade(secret);
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = String(new FormData(event.currentTarget).get("url") ?? "").trim();
    create.mutate({ url, types: [...chosen] });
  };
  const open = (next: boolean) => {
    if (next) {
      create.reset();
      setChosen([]);
    }
    setOpen(next);
  };
  const fault = fieldFault(create.error, "/url", locale);
  return (
    <>
      <Button look="pen" onClick={() => open(true)}>
        <Icon name="plus" />
        {t("add")}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={open}
        title={t("addTitle")}
        footer={
          <>
            <Button onClick={() => open(false)}>{common("cancel")}</Button>
            <Button look="pen" type="submit" form={formId} disabled={create.isPending}>
              {t("create")}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} noValidate className="grid gap-3">
          {create.error && !fault && <ErrorState title={t("failedAct")}>{sentenceOf(create.error, locale)}</ErrorState>}
          <Field label={t("url")} hint={t("urlHint")} error={fault} required>
            {(control) => (
              <Input {...control} name="url" type="url" inputMode="url" autoComplete="off" maxLength={2_000} />
            )}
          </Field>
          <fieldset>
            <legend className="mb-1 font-bold">{t("types")}</legend>
            {types.map((type) => (
              <Checkbox
                key={type}
                checked={chosen.includes(type)}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, type] : chosen.filter((each) => each !== type))
                }
              >
                {t(`type.${type.replace(".", "_") as "measure_ordered"}`)}{" "}
                <span className="font-mono text-ink-3 text-xs">{type}</span>
              </Checkbox>
            ))}
            <p className="text-ink-3 text-xs">{t("typesHint")}</p>
          </fieldset>
        </form>
      </Dialog>
    </>
  );
}
