import * as z from "zod";
import type { OutgoingType } from "./contract";

/** A type of message as it is published: what a receiver may rely on. Fields may be added; none goes away. */
export type Webhook = {
  readonly type: OutgoingType;
  readonly summary: string;
  readonly description: string;
  readonly schema: z.ZodObject;
};

/** What every message begins with. The `orderId` is the `webhook-id` too: the same in each attempt and to each endpoint. */
export const envelope = <Type extends OutgoingType>(type: Type) => ({
  type: z.literal(type),
  orderId: z.uuid().meta({ description: "The same in every attempt: whoever has seen it has nothing left to do" }),
  at: z.iso.datetime(),
});

/** What an act writes of a message; the sending adds the rest. */
export type PayloadOf<Schema extends z.ZodType> = Omit<z.infer<Schema>, "type" | "orderId" | "at" | `${string}Url`>;
