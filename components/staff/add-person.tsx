"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { AlertDialog, Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { roles } from "@/server/kernel/actor";
import { twoPersonRoles } from "@/server/staff/contract";
import { useAfterStaffAct } from "./use-staff-act";

type AddPersonProps = { open: boolean; onOpenChange: (open: boolean) => void };
type Added = { name: string; password: string };

/** A form for a new person; then her first password, which is shown this once. */
export function AddPerson({ open, onOpenChange }: AddPersonProps) {
  const t = useTranslations();
  const [added, setAdded] = useState<Added | null>(null);
  const close = () => {
    onOpenChange(false);
    setAdded(null);
  };
  if (added)
    return (
      <AlertDialog
        open={open}
        onOpenChange={close}
        title={t("staff.form.done", { name: added.name })}
        description={t("staff.form.once")}
        footer={
          <Button look="pen" onClick={close}>
            {t("staff.form.close")}
          </Button>
        }
      >
        <p className="text-ink-3 text-xs">{t("staff.form.password")}</p>
        <p className="select-all font-mono text-m" data-testid="first-password">
          {added.password}
        </p>
      </AlertDialog>
    );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("staff.form.title")}>
      <PersonForm onAdded={setAdded} />
    </Dialog>
  );
}

function PersonForm({ onAdded }: { onAdded: (added: Added) => void }) {
  const t = useTranslations();
  const locale = useLocale();
  const trpc = useTRPC();
  const after = useAfterStaffAct();
  const rolesId = useId();
  const add = useMutation(
    trpc.staff.add.mutationOptions({
      onSuccess: async ({ password }, { name }) => {
        onAdded({ name, password });
        await after(t("staff.form.done", { name }));
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    add.mutate({
      email: String(given.get("email") ?? ""),
      name: String(given.get("name") ?? ""),
      roles: roles.filter((role) => given.getAll("roles").includes(role)),
    });
  };
  const fault = (name: string) => fieldFault(add.error, `/${name}`, locale);
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label={t("staff.form.email")} error={fault("email")} required>
        {(control) => <Input {...control} type="email" name="email" maxLength={200} autoComplete="off" />}
      </Field>
      <Field label={t("staff.form.name")} error={fault("name")} required>
        {(control) => <Input {...control} name="name" maxLength={60} autoComplete="off" />}
      </Field>
      <fieldset aria-labelledby={rolesId}>
        <legend id={rolesId} className="mb-1 font-bold">
          {t("staff.form.roles")}
        </legend>
        {roles.map((role) => (
          <Checkbox key={role} name="roles" value={role}>
            {t(`common.role.${role}`)}
            {twoPersonRoles.includes(role) && (
              <span className="ml-2 text-ink-3 text-xs">{t("staff.form.twoPeople")}</span>
            )}
          </Checkbox>
        ))}
      </fieldset>
      {add.error && <ErrorState title={sentenceOf(add.error, locale)} />}
      <Button type="submit" look="pen" disabled={add.isPending} className="justify-self-end">
        {t("staff.form.submit")}
      </Button>
    </form>
  );
}
