import path from "node:path";
import { config } from "../server/config";

/**
 * Files that belong to an installation beside its database, by their name in a backup. Where the signer stands is not
 * among them: that is what tells a restored log from the one that was signed.
 */
export function secretFiles(): Readonly<Record<string, string>> {
  const { dataDir, keysFile, signingKeyFile } = config();
  return {
    "data-keys.json": keysFile,
    "auth-secret": path.join(dataDir, "auth-secret"),
    "signing-keys": signingKeyFile,
  };
}
