declare global {
  var __webpack_nonce__: string | undefined;
}

// Radix locks the scroll behind a dialog with a <style> element; our policy wants the page's nonce on it, and its
// library looks for the nonce under this name. Scripts of the page may read the nonce; other origins may not.
if (typeof document !== "undefined")
  globalThis.__webpack_nonce__ ??= document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

export {};
