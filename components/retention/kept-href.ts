import type { KeptKind } from "@/server/retention/contract";

/** Where a subject's erasing is done. A reporter is named by any report of hers. */
export const hrefOfKept = (kind: KeptKind, code: string | null, id: string): string =>
  kind === "reporter"
    ? `/settings/erasures?report=${id}`
    : `/${kind === "account" ? "accounts" : "groups"}/${encodeURIComponent(code ?? id)}`;
