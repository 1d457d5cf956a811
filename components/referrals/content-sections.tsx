"use client";

import { useLocale, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Facts, Mono } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";

type Looked = RouterOutputs["referrals"]["look"];

/** What goes along, in words: the same rows as in the summary of the package. */
export function ContentSections({ looked }: { looked: Looked }) {
  const t = useTranslations("referrals.look");
  const isChinese = useLocale().startsWith("zh");
  const say = (words: { readonly zh: string; readonly en: string }) => (isChinese ? words.zh : words.en);
  return (
    <Section title={t("title")} aside={<Mono>{`${t("content")} ${looked.content.slice(0, 12)}…`}</Mono>}>
      <div className="rounded-control border border-rule-2 px-4 py-2">
        {looked.sections.map((section) => (
          <section key={section.title.en} className="border-rule border-b py-2 last:border-b-0">
            <h3 className="mb-1 text-s">{say(section.title)}</h3>
            {section.items.map((rows, at) => (
              <Facts
                // biome-ignore lint/suspicious/noArrayIndexKey: the sections are replaced as a whole.
                key={at}
                className={at > 0 ? "mt-2 border-rule border-t pt-2" : undefined}
                labelWidth="120px"
                size="small"
                facts={rows.map(({ label, value, isCode }) => ({
                  key: label.en,
                  label: say(label),
                  value: isCode ? (
                    <Mono className="break-all">{say(value)}</Mono>
                  ) : (
                    <span className="whitespace-pre-wrap">{say(value)}</span>
                  ),
                }))}
              />
            ))}
          </section>
        ))}
      </div>
    </Section>
  );
}
