ALTER TABLE "report" ADD COLUMN "withdrawal" "bytea";
--> statement-breakpoint
-- What a report says stays; that it was taken back, and why, is added once.
drop trigger report_keep on report;
--> statement-breakpoint
create trigger report_keep before update on report for each row
  execute function docket_keep('state', 'case_id', 'round', 'duplicate', 'closed_at', 'withdrawal', 'version');
--> statement-breakpoint
create trigger report_withdrawal_once before update on report for each row
  when (old.withdrawal is not null and new.withdrawal is distinct from old.withdrawal and not privacy_erasing())
  execute function docket_stay();
--> statement-breakpoint
create trigger report_withdrawal_with before update on report for each row
  when (old.withdrawal is null and new.withdrawal is not null and new.state <> 'withdrawn')
  execute function docket_stay();
--> statement-breakpoint
-- An erasure takes it with the rest of what the reporter wrote, whoever is erased.
create function report_withdrawal_erased() returns trigger language plpgsql as $$
begin
  new.withdrawal := null;
  return new;
end $$;
--> statement-breakpoint
create trigger report_withdrawal_erased before update on report for each row
  when (new.content_sha256 = 'erased' and new.withdrawal is not null) execute function report_withdrawal_erased();
