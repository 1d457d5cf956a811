ALTER TABLE "measure" ADD COLUMN "provisional" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "provisional" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "measure_provisional_key" ON "measure" USING btree ("subject_kind","subject_id") WHERE state = 'in_force' and provisional;--> statement-breakpoint
ALTER TABLE "measure" ADD CONSTRAINT "measure_provisional_check" CHECK (not provisional or (key = 'suspend_posting' and standing = 'subject' and reverses is null
        and until_at is not null and until_at > from_at and until_at <= from_at + interval '72 hours'));--> statement-breakpoint
-- No severe measure is in force without two different people, a provisional suspension apart: that one begins with a
-- severe proposal, and what else it may be the constraint above says.
create or replace function measure_two_people() returns trigger language plpgsql as $$
declare
  found decision;
begin
  if new.state <> 'in_force' then return null; end if;
  select * into found from decision where id = new.decision_id;
  if new.provisional then
    if found.id is null or not found.severe or found.state <> 'proposed' or found.case_id <> new.case_id
      or found.subject_kind <> new.subject_kind or found.subject_id <> new.subject_id then
      raise exception 'provisional suspension % comes with no severe proposal', new.id using errcode = 'check_violation';
    end if;
    return null;
  end if;
  if found.id is null or found.state not in ('effective', 'modified') then
    raise exception 'measure % is in force without a decision in effect', new.id using errcode = 'check_violation';
  end if;
  if (found.severe or new.key in ('close_group', 'blacklist')) and not exists (
    select from approval
    where decision_id = found.id and verdict = 'approved' and by_staff <> found.proposed_by
  ) then
    raise exception 'severe measure % is in force without a second person', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
