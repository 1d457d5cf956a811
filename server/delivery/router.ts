import { router, staffProcedure } from "../trpc/init";
import { CreateEndpoint, DeliveriesInput, EndpointInput, ReplayInput } from "./contract";
import { createEndpoint, replayFailed, rotateSecret, setEndpoint } from "./service/endpoint";
import { listDeliveries, listEndpoints } from "./service/health";

export const deliveryRouter = router({
  /** Every endpoint with its health. */
  endpoints: staffProcedure.meta({ may: "delivery.list" }).query(({ ctx }) => listEndpoints(ctx.now)),
  /** The messages of an endpoint that one of its figures counts. Refuses: bad_cursor. */
  list: staffProcedure
    .meta({ may: "delivery.list" })
    .input(DeliveriesInput)
    .query(({ ctx, input }) => listDeliveries(input, ctx.now)),
  /** Adds an endpoint and shows its secret, once. Refuses: too_many, unencrypted, private_address. */
  create: staffProcedure
    .meta({ may: "endpoint.manage" })
    .input(CreateEndpoint)
    .mutation(({ ctx, input }) => createEndpoint(ctx.actor, input, ctx.now)),
  /** Refuses: missing, stale, already. */
  disable: staffProcedure
    .meta({ may: "endpoint.manage" })
    .input(EndpointInput)
    .mutation(({ ctx, input }) => setEndpoint(ctx.actor, input, false, ctx.now)),
  /** Refuses: missing, stale, already. */
  enable: staffProcedure
    .meta({ may: "endpoint.manage" })
    .input(EndpointInput)
    .mutation(({ ctx, input }) => setEndpoint(ctx.actor, input, true, ctx.now)),
  /** A new secret, shown once; the old one signs as well for a day. Refuses: missing, stale. */
  rotate: staffProcedure
    .meta({ may: "endpoint.manage" })
    .input(EndpointInput)
    .mutation(({ ctx, input }) => rotateSecret(ctx.actor, input, ctx.now)),
  /** Tries failed messages again. Refuses: missing, nothing_failed, moot. */
  replay: staffProcedure
    .meta({ may: "endpoint.manage" })
    .input(ReplayInput)
    .mutation(({ ctx, input }) => replayFailed(ctx.actor, input, ctx.now)),
});
