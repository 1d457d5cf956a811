-- What a decision, measure, notice, order, report or filing says stays as it was said. Only the columns that a
-- trigger names may move: a column added later is kept by default.
create function docket_keep() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception '% of % is refused: its rows only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(old) - tg_argv) is distinct from (to_jsonb(new) - tg_argv) then
    raise exception 'what a row of % says does not change', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create function docket_stay() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: its rows only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger decision_keep before update on decision for each row
  execute function docket_keep('state', 'effective_at', 'lapses_at', 'version');
--> statement-breakpoint
create trigger decision_stay before delete or truncate on decision for each statement execute function docket_stay();
--> statement-breakpoint
create trigger approval_stay before update or delete or truncate on approval for each statement execute function docket_stay();
--> statement-breakpoint
create trigger measure_keep before update on measure for each row
  execute function docket_keep('state', 'ended_at', 'ended_as', 'delivery', 'executed_at', 'version');
--> statement-breakpoint
create trigger measure_stay before delete or truncate on measure for each statement execute function docket_stay();
--> statement-breakpoint
create trigger rectification_keep before update on rectification for each row
  execute function docket_keep('state', 'checked_by', 'checked_at', 'version');
--> statement-breakpoint
create trigger rectification_stay before delete or truncate on rectification for each statement execute function docket_stay();
--> statement-breakpoint
create trigger notice_stay before update or delete or truncate on notice for each statement execute function docket_stay();
--> statement-breakpoint
create trigger outgoing_keep before update on outgoing for each row
  execute function docket_keep('receipt', 'receipt_reason', 'receipt_at', 'version');
--> statement-breakpoint
create trigger outgoing_stay before delete or truncate on outgoing for each statement execute function docket_stay();
--> statement-breakpoint
create trigger report_keep before update on report for each row
  execute function docket_keep('state', 'case_id', 'round', 'duplicate', 'closed_at', 'version');
--> statement-breakpoint
create trigger report_stay before delete or truncate on report for each statement execute function docket_stay();
--> statement-breakpoint
create trigger evidence_stay before update or delete or truncate on evidence for each statement execute function docket_stay();
--> statement-breakpoint
create trigger intake_payload_stay before update or delete or truncate on intake_payload for each statement execute function docket_stay();
--> statement-breakpoint
-- A filing may be worked on until it is sealed; then only its state moves.
create trigger filing_keep before update on filing for each row
  when (old.state not in ('draft', 'checked', 'returned'))
  execute function docket_keep('state', 'version');
--> statement-breakpoint
create trigger filing_stay before delete or truncate on filing for each statement execute function docket_stay();
--> statement-breakpoint
create trigger filing_file_stay before update or delete or truncate on filing_file for each statement execute function docket_stay();
--> statement-breakpoint
-- The second person is another person. The rule says so first; this holds when the rule is bypassed.
create function approval_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from decision where id = new.decision_id and proposed_by = new.by_staff) then
    raise exception 'the proposer of decision % may not rule on it', new.decision_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger approval_second_person before insert on approval for each row execute function approval_second_person();
--> statement-breakpoint
-- No severe measure is in force without two different people. Deferred, because the approval may be written after it.
create function measure_two_people() returns trigger language plpgsql as $$
declare
  found decision;
begin
  if new.state <> 'in_force' then return null; end if;
  select * into found from decision where id = new.decision_id;
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
--> statement-breakpoint
create constraint trigger measure_two_people after insert or update of state on measure
  deferrable initially deferred for each row execute function measure_two_people();
