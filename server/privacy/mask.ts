/** Stars that stand for the rest of a name: more would tell its length. */
const starsMost = 3;

/** `李小明` → `李**`, `Alice Wong` → `A***`; a name of one character is hidden whole. */
export function maskName(name: string): string {
  const [first, ...rest] = [...name.trim()];
  if (first === undefined) return "";
  return rest.length === 0 ? "*" : `${first}${"*".repeat(Math.min(rest.length, starsMost))}`;
}

/**
 * `13812345678` → `138****5678`, `+86 138 1234 5678` → `+86 138****5678`; of shorter numbers the last two digits
 * stay, and of those under six digits none.
 */
export function maskPhone(phone: string): string {
  const [, country = "", rest = ""] = /^(\+\d{1,3}(?=[\s-])|\+86)?(.*)$/.exec(phone.trim()) ?? [];
  const digits = rest.replace(/\D/g, "");
  const prefix = country ? `${country} ` : "";
  if (digits.length >= 10) return `${prefix}${digits.slice(0, 3)}****${digits.slice(-4)}`;
  return digits.length >= 6 ? `${prefix}****${digits.slice(-2)}` : `${prefix}****`;
}
