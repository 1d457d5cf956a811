import type { RouterInputs } from "@/components/trpc/provider";

type Asked = Pick<RouterInputs["insights"]["rows"], "from" | "to" | "queue">;
type Behind = Omit<RouterInputs["insights"]["rows"], "cursor" | "limit" | "grade"> & { grade?: number };

const query = (values: Readonly<Record<string, string | number | undefined | null>>) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  const text = params.toString();
  return text ? `?${text}` : "";
};

/** The board of a period and a queue. */
export const boardHref = (asked: Asked) => `/insights${query(asked)}`;

/** The rows behind a figure of that board. */
export const rowsHref = (behind: Behind) => `/insights/rows${query(behind)}`;

/** The board of appeals and objections of a period. */
export const appealsHref = ({ from, to }: Pick<Asked, "from" | "to">) => `/insights/appeals${query({ from, to })}`;

/** The rows behind a figure of that board. */
export const appealRowsHref = (behind: Omit<RouterInputs["insights"]["appealRows"], "cursor" | "limit">) =>
  `/insights/appeals/rows${query(behind)}`;
