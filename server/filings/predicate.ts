import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { canonicalBytes } from "../kernel/json";
import { disposition, dispositionKinds, predicates } from "./disposition";

/**
 * SHA-256 of what the specification counts, hex: its name, version, kinds and predicates as RFC 8785 bytes. The entry
 * that closes a period states it, so that nobody can change afterwards what is counted.
 */
export const predicateHash = (): string =>
  bytesToHex(sha256(canonicalBytes({ specification: { ...disposition }, kinds: dispositionKinds, predicates })));
