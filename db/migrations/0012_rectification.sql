ALTER TABLE "rectification" ADD COLUMN "answer" "bytea";--> statement-breakpoint
ALTER TABLE "rectification" ADD COLUMN "submitted_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "rectification_state_idx" ON "rectification" USING btree ("state","due_at","id");--> statement-breakpoint
-- What a group answered is written once; then only the state moves, as before.
drop trigger rectification_keep on rectification;
--> statement-breakpoint
create trigger rectification_keep before update on rectification for each row when (old.answer is null)
  execute function docket_keep('state', 'answer', 'submitted_at', 'checked_by', 'checked_at', 'version');
--> statement-breakpoint
create trigger rectification_keep_answer before update on rectification for each row when (old.answer is not null)
  execute function docket_keep('state', 'checked_by', 'checked_at', 'version');
