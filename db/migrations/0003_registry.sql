-- Published rules, allocated codes, the ledger of credit and the batches of the registry only ever come: what they say stays.
create function registry_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: its rows only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger policy_version_keep before update or delete or truncate on policy_version for each statement execute function registry_refuse();
--> statement-breakpoint
create trigger code_allocation_keep before update or delete or truncate on code_allocation for each statement execute function registry_refuse();
--> statement-breakpoint
create trigger credit_entry_keep before update or delete or truncate on credit_entry for each statement execute function registry_refuse();
--> statement-breakpoint
create trigger registry_batch_keep before update or delete or truncate on registry_batch for each statement execute function registry_refuse();
