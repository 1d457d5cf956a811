import { config } from "../config";
import { basePath, KeyId, NewKey } from "../http/contract";
import { createKey, listKeys, revokeKey } from "../http/keys";
import { router, staffProcedure } from "../trpc/init";
import { ConnectionIdInput, NewConnection } from "./contract";
import { createConnection, listConnections, revokeConnection } from "./service/connections";

export const keysRouter = router({
  /** Keys, newest first, without the keys themselves. */
  list: staffProcedure.meta({ may: "key.manage" }).query(() => listKeys()),
  /** Makes a key; it is in this answer and nowhere else. */
  create: staffProcedure
    .meta({ may: "key.manage" })
    .input(NewKey)
    .mutation(({ ctx, input }) => createKey(ctx.actor, input, ctx.now)),
  /** Refuses: missing_key, key_revoked, demo_key. */
  revoke: staffProcedure
    .meta({ may: "key.manage" })
    .input(KeyId)
    .mutation(({ ctx, input }) => revokeKey(ctx.actor, input.id, ctx.now)),
});

export const connectionsRouter = router({
  /** Connections, newest first. */
  list: staffProcedure.meta({ may: "connection.manage" }).query(() => listConnections()),
  /**
   * Makes a connection with a key of its own, and tells where payloads go; the key is in this answer and nowhere else.
   * Refuses: connection_taken.
   */
  create: staffProcedure
    .meta({ may: "connection.manage" })
    .input(NewConnection)
    .mutation(async ({ ctx, input }) => ({
      ...(await createConnection(ctx.actor, input, ctx.now)),
      address: `${config().url}${basePath}/intake/${input.format}/${input.id}`,
    })),
  /** Refuses: missing_connection, connection_revoked. */
  revoke: staffProcedure
    .meta({ may: "connection.manage" })
    .input(ConnectionIdInput)
    .mutation(({ ctx, input }) => revokeConnection(ctx.actor, input.id, ctx.now)),
});
