"use client";

import { useLocale, useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { sentenceIn } from "@/messages/languages";
import type { Refusal } from "@/server/kernel/refusal";

export type PasswordAction = (form: { current: string; chosen: string }) => Promise<Refusal>;

type Answer = { kind: "refused"; refusal: Refusal } | { kind: "missing" | "differs" } | null;

type PasswordFormProps = { action: PasswordAction; length: { min: number; max: number } };

/** A person's own new password. Done, the action leads on. */
export function PasswordForm({ action, length }: PasswordFormProps) {
  const t = useTranslations("staff.account");
  const locale = useLocale();
  const [answer, submit, waiting] = useActionState<Answer, FormData>(async (_, form) => {
    const [current, chosen, again] = ["current", "chosen", "again"].map((name) => String(form.get(name) ?? ""));
    if (!current || !chosen || !again) return { kind: "missing" };
    if (chosen !== again) return { kind: "differs" };
    return { kind: "refused", refusal: await action({ current, chosen }) };
  }, null);
  const fields = [
    { name: "current", autoComplete: "current-password", hint: undefined, error: undefined },
    { name: "chosen", autoComplete: "new-password", hint: t("hint", length), error: undefined },
    {
      name: "again",
      autoComplete: "new-password",
      hint: undefined,
      error: answer?.kind === "differs" ? t("differs") : undefined,
    },
  ] as const;
  return (
    <form action={submit} noValidate className="mt-3 grid max-w-sm gap-4">
      {answer?.kind === "missing" && <ErrorState title={t("missing")} />}
      {answer?.kind === "refused" && <ErrorState title={sentenceIn(answer.refusal.sentence, locale)} />}
      {fields.map(({ name, autoComplete, hint, error }) => (
        <Field key={name} label={t(name)} hint={hint} error={error} required>
          {(control) => (
            <Input {...control} type="password" name={name} autoComplete={autoComplete} maxLength={length.max} />
          )}
        </Field>
      ))}
      <p className="text-ink-3 text-xs">{t("note")}</p>
      <Button type="submit" look="pen" aria-disabled={waiting} className="justify-self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
