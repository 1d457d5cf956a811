/** Standard base64 (RFC 4648, section 4) of some bytes. Runs in a browser too. */
export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/**
 * Reads standard base64.
 *
 * @returns null for anything but the one canonical form: white space, missing padding and stray bits are refused.
 */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}
