import { TZDate } from "@date-fns/tz";
import { may } from "../access/matrix";
import type { Role } from "../kernel/actor";
import { isoDay, zone } from "../kernel/calendar";
import { maskName } from "../privacy/mask";

/** `2026-11-22 14:05:09` in the installation's zone, which the header names; empty for never. */
export function timeCell(at: Date | null): string {
  if (!at) return "";
  const local = new TZDate(at, zone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${isoDay(at)} ${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}`;
}

/** A group's name is public. An account's is whole for those who may look into the registry's fields. */
export const nameFor = (roles: readonly Role[], kind: string, name: string): string =>
  kind === "group" || may(roles, "registry.reveal") ? name : maskName(name);
