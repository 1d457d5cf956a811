"use client";

import { useRouter } from "next/navigation";
import { useMessages, useTranslations } from "next-intl";
import { type FormEvent, useId } from "react";
import { withParams } from "@/components/table/list-params";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { auditKinds } from "@/server/kernel/verdict";
import { type FilterText, filterNames } from "./address";
import { useAuditWords } from "./words";

type EntryFiltersProps = {
  given: FilterText;
  staff: readonly { ref: string; name: string }[];
  /** As the log names whoever looks. */
  ownRef: string;
};

/** The filters of the log; they live in the address. */
export function EntryFilters({ given, staff, ownRef }: EntryFiltersProps) {
  const t = useTranslations("audit.filter");
  const { audit } = useMessages();
  const words = useAuditWords();
  const router = useRouter();
  const actionList = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const values = filterNames.map((name) => [name, String(form.get(name) ?? "").trim()]);
    router.push(withParams("/audit", "", Object.fromEntries(values)));
  };
  const jobs = Object.keys(audit.job).map((name) => ({ ref: `system:${name}`, name: words.job(name) }));
  const isNamed = ["", ...staff, ...jobs].some((one) => (typeof one === "string" ? one : one.ref) === given.actor);
  const viewed = withParams("/audit", "", { ...given, actor: "", action: "", kind: "disclosure" });
  return (
    <form
      onSubmit={submit}
      aria-label={t("label")}
      key={JSON.stringify(given)}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 border-rule border-b pb-3"
    >
      <Field label={t("kind")}>
        {(control) => (
          <Select {...control} name="kind" defaultValue={given.kind} className="h-8 w-28">
            <option value="">{t("any")}</option>
            {auditKinds.map((kind) => (
              <option key={kind} value={kind}>
                {words.kind(kind)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("action")}>
        {(control) => (
          <>
            <Input
              {...control}
              name="action"
              list={actionList}
              defaultValue={given.action}
              maxLength={80}
              className="w-44 font-mono"
            />
            <datalist id={actionList}>
              {Object.entries<Record<string, string>>(audit.action).flatMap(([kind, some]) =>
                Object.entries(some).map(([name, label]) => (
                  <option key={`${kind}.${name}`} value={`${kind}.${name}`} label={label} />
                )),
              )}
            </datalist>
          </>
        )}
      </Field>
      <Field label={t("actor")}>
        {(control) => (
          <Select {...control} name="actor" defaultValue={given.actor} className="h-8 w-36">
            <option value="">{t("any")}</option>
            {!isNamed && <option value={given.actor}>{given.actor}</option>}
            <option value={ownRef}>{t("own")}</option>
            <optgroup label={t("colleagues")}>
              {staff
                .filter(({ ref }) => ref !== ownRef)
                .map(({ ref, name }) => (
                  <option key={ref} value={ref}>
                    {name}
                  </option>
                ))}
            </optgroup>
            <optgroup label={words.actor("system")}>
              {jobs.map(({ ref, name }) => (
                <option key={ref} value={ref}>
                  {name}
                </option>
              ))}
            </optgroup>
          </Select>
        )}
      </Field>
      <Field label={t("case")}>
        {(control) => (
          <Input
            {...control}
            name="case"
            defaultValue={given.case}
            maxLength={20}
            placeholder="C-000124"
            className="w-28 font-mono"
          />
        )}
      </Field>
      <Field label={t("subject")}>
        {(control) => (
          <Input
            {...control}
            name="subject"
            defaultValue={given.subject}
            maxLength={200}
            placeholder={t("subjectHint")}
            className="w-52 font-mono"
          />
        )}
      </Field>
      <Field label={t("from")}>
        {(control) => <Input {...control} type="date" name="from" defaultValue={given.from} className="w-36" />}
      </Field>
      <Field label={t("through")}>
        {(control) => <Input {...control} type="date" name="through" defaultValue={given.through} className="w-36" />}
      </Field>
      <Button type="submit">{t("apply")}</Button>
      <ButtonLink look="quiet" prefetch={false} href={viewed} aria-current={given.kind === "disclosure" || undefined}>
        {t("viewed")}
      </ButtonLink>
      {filterNames.some((name) => given[name] !== "") && (
        <ButtonLink href="/audit" look="quiet">
          {t("clear")}
        </ButtonLink>
      )}
    </form>
  );
}
