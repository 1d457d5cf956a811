const yearSeconds = 365 * 24 * 3600;

/** Keeps a preference that the server reads at the next page. Holds no secret, so that scripts may write it. */
export function keepPreference(name: string, value: string) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and on plain http.
  document.cookie = `${name}=${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
