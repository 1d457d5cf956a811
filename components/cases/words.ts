"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";

type Names = { readonly zh: string; readonly en: string };

/** Names of queues and categories in the language of the page; the key itself while they load or when one is gone. */
export function useVocabulary() {
  const trpc = useTRPC();
  const isChinese = useLocale().startsWith("zh");
  const { data } = useQuery(trpc.cases.vocabulary.queryOptions(undefined, { staleTime: 300_000 }));
  const say = (names: Names | undefined, key: string) => (names ? (isChinese ? names.zh : names.en) : key);
  const leaves = data?.categories.filter((category) => category.severity !== null) ?? [];
  return {
    queues: data?.queues.map((queue) => ({ key: queue.key, name: say(queue.names, queue.key) })) ?? [],
    categories: leaves.map((category) => ({ key: category.key, name: say(category.names, category.key) })),
    queueName: (key: string) => say(data?.queues.find((queue) => queue.key === key)?.names, key),
    categoryName: (key: string) => say(data?.categories.find((category) => category.key === key)?.names, key),
    say,
  };
}
