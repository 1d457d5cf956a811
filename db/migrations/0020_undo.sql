ALTER TABLE "outgoing" ADD COLUMN "cancelled_at" timestamp (3) with time zone;--> statement-breakpoint
-- What an act said leaves once it takes effect; undone before then, it never does.
drop trigger outgoing_keep on outgoing;
--> statement-breakpoint
create trigger outgoing_keep before update on outgoing for each row
  execute function docket_keep('receipt', 'receipt_reason', 'receipt_at', 'version', 'cancelled_at');
--> statement-breakpoint
-- No endpoint is given what was cancelled, and nothing that an endpoint has been given is cancelled.
create function outgoing_cancelled() returns trigger language plpgsql as $$
begin
  if exists (select from webhook_delivery where message_id = new.id) or new.receipt is not null then
    raise exception 'message % has left already', new.id using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger outgoing_cancelled after update of cancelled_at on outgoing for each row
  when (new.cancelled_at is not null) execute function outgoing_cancelled();
