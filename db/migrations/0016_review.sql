ALTER TABLE "measure" ADD COLUMN "review_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "measure_review_idx" ON "measure" USING btree ((coalesce(review_at, entered_at)),"id") WHERE key = 'blacklist' and state = 'in_force';--> statement-breakpoint
-- A review that lets a blacklisting stay moves its date; everything else that the row says stays.
drop trigger measure_keep on measure;
--> statement-breakpoint
create trigger measure_keep before update on measure for each row
  execute function docket_keep('state', 'ended_at', 'ended_as', 'delivery', 'executed_at', 'version', 'review_at');
--> statement-breakpoint
update measure set review_at = (parameters ->> 'reviewAt')::timestamptz where key = 'blacklist';
