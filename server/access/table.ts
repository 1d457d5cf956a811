import { roles } from "../kernel/actor";
import { matrix, permissions } from "./matrix";

const cell = (text: string) => ` ${text} `;
const row = (cells: readonly string[]) => `|${cells.map(cell).join("|")}|`;

/** The matrix as a Markdown table: a row for each permission, a column for each role. A test compares the README with it. */
export function accessTable(): string {
  const lines = permissions.map((permission) =>
    row([`\`${permission}\``, ...roles.map((role) => (matrix[permission].some((one) => one === role) ? "yes" : ""))]),
  );
  const head = ["", ...roles.map((role) => role.replace("_", " "))];
  return [row(head), `|${head.map(() => "---").join("|")}|`, ...lines].join("\n");
}
