import { places } from "../server/config";

/**
 * Files that belong to an installation beside its database, by their name in a backup. Where the signer stands is not
 * among them: that is what tells a restored log from the one that was signed.
 */
export function secretFiles(): Readonly<Record<string, string>> {
  const { authSecretFile, keysFile, signingKeyFile } = places();
  return {
    "data-keys.json": keysFile,
    "auth-secret": authSecretFile,
    "signing-keys": signingKeyFile,
  };
}
