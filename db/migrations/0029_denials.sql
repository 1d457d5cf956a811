ALTER TABLE "incident" ADD COLUMN "denied_by" uuid;--> statement-breakpoint
ALTER TABLE "incident" ADD COLUMN "denied_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incident" ADD COLUMN "denial_reason" "bytea";--> statement-breakpoint
ALTER TABLE "incident" ADD CONSTRAINT "incident_denial_check" CHECK ((denied_by is null) = (denied_at is null) and (denied_by is null) = (denial_reason is null));--> statement-breakpoint
-- Who returned a proposal or turned a reversal down, and why, is written with that answer and at no other time.
drop trigger incident_proposed_keep on incident;
--> statement-breakpoint
create trigger incident_proposed_keep before update on incident for each row
  when (old.state = 'proposed')
  execute function docket_keep('state', 'proposed_at', 'lapses_at', 'approved_by', 'approved_at', 'denied_by', 'denied_at', 'denial_reason', 'version');
--> statement-breakpoint
drop trigger incident_finished_keep on incident;
--> statement-breakpoint
create trigger incident_finished_keep before update on incident for each row
  when (old.state in ('done', 'stopped'))
  execute function docket_keep('state', 'reversal_by', 'reversal_reason', 'reversal_lapses_at', 'reversal_approved_by', 'reversal_approved_at', 'denied_by', 'denied_at', 'denial_reason', 'version');
