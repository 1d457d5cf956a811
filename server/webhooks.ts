import { appealWebhooks } from "./appeals/contract-webhooks";
import type { Webhook } from "./delivery/contract-webhooks";
import { enforcementWebhooks } from "./enforcement/contract-webhooks";

/** Every type of message that leaves, as it is published: one line a room. */
export const webhooks: readonly Webhook[] = [...enforcementWebhooks, ...appealWebhooks];
