ALTER TABLE "docket_case" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "docket_case" ADD COLUMN "merged_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "docket_case_merged_idx" ON "docket_case" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
alter table docket_case add constraint docket_case_merged_into_fk foreign key (merged_into) references docket_case (id);
--> statement-breakpoint
alter table docket_case add constraint docket_case_merged_check check (
  (state = 'merged') = (merged_into is not null) and (merged_into is null) = (merged_at is null) and merged_into is distinct from id);
--> statement-breakpoint
-- A case that was merged stays so, whatever its subject does later.
create trigger docket_case_merged before update on docket_case for each row
  when (old.state = 'merged' and (new.state <> 'merged' or new.merged_into <> old.merged_into)) execute function docket_stay();
--> statement-breakpoint
-- Evidence goes with its report into the case that took it over: nothing else of it moves.
drop trigger evidence_stay on evidence;
--> statement-breakpoint
create trigger evidence_stay before delete or truncate on evidence for each statement execute function docket_stay();
--> statement-breakpoint
drop trigger evidence_keep on evidence;
--> statement-breakpoint
create trigger evidence_keep before update on evidence for each row execute function docket_keep('case_id');
--> statement-breakpoint
create function evidence_with_report() returns trigger language plpgsql as $$
begin
  if not exists (select from report where id = new.report_id and case_id = new.case_id) then
    raise exception 'evidence % is in the case of its report', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger evidence_with_report before update of case_id on evidence for each row
  when (new.case_id <> old.case_id) execute function evidence_with_report();
