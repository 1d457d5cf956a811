ALTER TABLE "webhook_delivery" ADD COLUMN "attempted_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "webhook_delivery_list_idx" ON "webhook_delivery" USING btree ("endpoint_id","state","message_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "webhook_delivery_tried_idx" ON "webhook_delivery" USING btree ("endpoint_id","attempted_at" DESC NULLS FIRST,"id" DESC NULLS FIRST,"state") WHERE attempted_at is not null;--> statement-breakpoint
-- What was delivered before attempts had a time of their own: its last attempt is the one that arrived.
UPDATE "webhook_delivery" SET "attempted_at" = "delivered_at" WHERE "delivered_at" IS NOT NULL;