CREATE TABLE "audit_checkpoint" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_checkpoint_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"origin" text NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log_key" (
	"vkey" text PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"active_from" timestamp (3) with time zone NOT NULL,
	"active_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_stop" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_stop_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"origin" text NOT NULL,
	"failure" text NOT NULL,
	"place" text NOT NULL,
	"stopped_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_origin_audit_log_origin_fk" FOREIGN KEY ("origin") REFERENCES "audit_log"("origin") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log_key" ADD CONSTRAINT "audit_log_key_origin_audit_log_origin_fk" FOREIGN KEY ("origin") REFERENCES "audit_log"("origin") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_stop" ADD CONSTRAINT "audit_stop_origin_audit_log_origin_fk" FOREIGN KEY ("origin") REFERENCES "audit_log"("origin") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_checkpoint_size_idx" ON "audit_checkpoint" USING btree ("origin","size","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_stop_open_key" ON "audit_stop" USING btree ("origin") WHERE ended_at is null;--> statement-breakpoint
create trigger audit_checkpoint_keep before update or delete or truncate on audit_checkpoint for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_log_key_keep before delete or truncate on audit_log_key for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_stop_keep before delete or truncate on audit_stop for each statement execute function audit_refuse();
--> statement-breakpoint
-- A key is retired once, a stop ends once; all else in their rows stays.
create function audit_log_key_check() returns trigger language plpgsql as $$
begin
  if old.active_until is not null or new.active_until is null or new.active_until < old.active_from
    or (new.vkey, new.origin, new.active_from) is distinct from (old.vkey, old.origin, old.active_from)
  then
    raise exception 'a key of the log is retired once, and nothing else of it changes' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger audit_log_key_check before update on audit_log_key for each row execute function audit_log_key_check();
--> statement-breakpoint
create function audit_stop_check() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null or new.ended_at is null
    or (new.seq, new.origin, new.failure, new.place, new.stopped_at)
      is distinct from (old.seq, old.origin, old.failure, old.place, old.stopped_at)
  then
    raise exception 'a stop of the log ends once, and nothing else of it changes' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger audit_stop_check before update on audit_stop for each row execute function audit_stop_check();
--> statement-breakpoint
-- A key that signs the log from a time on; the same key again changes nothing.
create function audit_key_add(log_origin text, key text, since timestamptz) returns void
language sql security definer as $$
  insert into audit_log_key (vkey, origin, active_from) values (key, log_origin, since) on conflict do nothing;
$$;
--> statement-breakpoint
-- From `ending` on the key signs no more.
create function audit_key_retire(key text, ending timestamptz) returns void
language sql security definer as $$
  update audit_log_key set active_until = ending where vkey = key and active_until is null;
$$;
--> statement-breakpoint
-- Publishes a checkpoint after the one that the signer saw last (0: none). False when another signer was faster.
create function audit_publish(
  after_seq bigint, log_origin text, checkpoint_size bigint, checkpoint_root text, signed_note text, signed timestamptz
) returns boolean
language plpgsql security definer as $$
declare
  last audit_checkpoint;
begin
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit_publish', 0));
  perform set_config('synchronous_commit', 'on', true);
  select * into last from audit_checkpoint c where c.origin = log_origin order by c.seq desc limit 1;
  if coalesce(last.seq, 0) <> after_seq then return false; end if;
  if checkpoint_size < last.size or signed < last.signed_at
    or not exists (select from audit_head h where h.origin = log_origin and h.size >= checkpoint_size)
  then
    raise exception 'a checkpoint is neither older nor smaller than the last one, nor larger than its log' using errcode = 'restrict_violation';
  end if;
  insert into audit_checkpoint (origin, size, root, note, signed_at)
  values (log_origin, checkpoint_size, decode(checkpoint_root, 'hex'), signed_note, signed);
  return true;
end $$;
--> statement-breakpoint
-- Stops a log. False when it has been stopped already: the first reason stays.
create function audit_stop_log(log_origin text, reason text, at_place text, stopped timestamptz) returns boolean
language plpgsql security definer as $$
begin
  insert into audit_stop (origin, failure, place, stopped_at) values (log_origin, reason, at_place, stopped)
  on conflict (origin) where ended_at is null do nothing;
  return found;
end $$;
--> statement-breakpoint
-- Lets a stopped log go on. False when none was stopped.
create function audit_resume_log(log_origin text, resumed timestamptz) returns boolean
language plpgsql security definer as $$
begin
  update audit_stop set ended_at = resumed where origin = log_origin and ended_at is null;
  return found;
end $$;
--> statement-breakpoint
-- As before, but a log that is stopped gives nobody its head.
create or replace function audit_begin() returns setof audit_head
language plpgsql security definer as $$
begin
  -- The advisory lock only saves the second sequencer a wait; the row lock is what keeps it out.
  if not pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.audit_sequence', 0)) then return; end if;
  perform set_config('synchronous_commit', 'on', true);
  return query
    select h.* from audit_head h join audit_log l using (origin)
    where l.closed_at is null
      and not exists (select from audit_stop s where s.origin = h.origin and s.ended_at is null)
    for update of h;
end $$;
--> statement-breakpoint
-- See 0001: a definer's function finds its own tables, and nobody runs it unless the migrator grants it.
do $$
declare
  each regprocedure;
begin
  for each in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname like 'audit\_%'
  loop
    execute format('alter function %s set search_path = %I, pg_temp', each, current_schema());
    execute format('revoke all on function %s from public', each);
  end loop;
end $$;
