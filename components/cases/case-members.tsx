"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { Name } from "@/components/ui/name";

const shownMembers = 20;
const cell = "h-8 border-rule border-b pr-3";

/** Founder, managers and the first members of the group; all of them are on its page. */
export default function CaseMembers({ groupId, code }: { groupId: string; code: string }) {
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const { data, isSuccess } = useQuery(
    trpc.registry.members.queryOptions({ groupId, limit: shownMembers }, { staleTime: 60_000 }),
  );
  if (isSuccess && data.rows.length === 0) return <p className="text-ink-3">{t("members.empty")}</p>;
  return (
    <>
      <table className="w-full border-collapse">
        <caption className="sr-only">{t("members.caption")}</caption>
        <thead>
          <tr className="text-ink-3 text-xs">
            {(["role", "name", "credit", "verification"] as const).map((name) => (
              <th key={name} scope="col" className={`${cell} font-regular`}>
                {t(`members.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data?.rows.map((row) => (
            <tr key={row.accountId}>
              <td className={cell}>{t(`evidence.role.${row.role as "member"}`)}</td>
              <th scope="row" className={`${cell} font-regular`}>
                <Link className="hover:underline" href={`/accounts/${row.accountId}`} prefetch={false}>
                  <Name of={row.nickname} />
                </Link>{" "}
                <span className="font-mono text-ink-3 text-xs">{row.code}</span>
              </th>
              <td className={cell}>{row.credit}</td>
              <td className={cell}>{t(`verification.${row.verification as "verified"}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data?.next && (
        <Link className="link mt-2 inline-block" href={`/groups/${code}`} prefetch={false}>
          {t("members.all")}
        </Link>
      )}
    </>
  );
}
