-- Leaves and tiles say of which log they are. Rows that are here belong to the first one.
alter table audit_log add column number integer not null default 1, add column opened_by uuid;
--> statement-breakpoint
alter table audit_log alter column number drop default, add constraint audit_log_number_key unique (number);
--> statement-breakpoint
create unique index audit_log_open_key on audit_log using btree ((closed_at is null)) where closed_at is null;
--> statement-breakpoint
alter table audit_log add constraint audit_log_opened_by_fk foreign key (opened_by) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table audit_leaf add column log integer not null default 1;
--> statement-breakpoint
alter table audit_leaf alter column log drop default, drop constraint audit_leaf_pkey, add constraint audit_leaf_pkey primary key (log, index);
--> statement-breakpoint
drop index audit_leaf_event_key;
--> statement-breakpoint
create unique index audit_leaf_event_key on audit_leaf using btree (event_id, log);
--> statement-breakpoint
drop index audit_leaf_sequenced_idx;
--> statement-breakpoint
create index audit_leaf_sequenced_idx on audit_leaf using btree (log, sequenced_at);
--> statement-breakpoint
alter table audit_tile add column log integer not null default 1;
--> statement-breakpoint
alter table audit_tile alter column log drop default, drop constraint audit_tile_pkey, add constraint audit_tile_pkey primary key (log, level, index);
--> statement-breakpoint
alter table filing add column log integer not null default 1;
--> statement-breakpoint
alter table filing alter column log drop default;
--> statement-breakpoint
-- A log is closed once, when it is stopped; nothing else of its row changes.
drop trigger audit_log_keep on audit_log;
--> statement-breakpoint
create trigger audit_log_keep before delete or truncate on audit_log for each statement execute function audit_refuse();
--> statement-breakpoint
create function audit_log_check() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null or new.closed_at is null
    or (new.origin, new.number, new.opened_at, new.opened_by)
      is distinct from (old.origin, old.number, old.opened_at, old.opened_by)
    or not exists (select from audit_stop s where s.origin = old.origin and s.ended_at is null)
  then
    raise exception 'a log that is stopped is closed once, and nothing else of it changes' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger audit_log_check before update on audit_log for each row execute function audit_log_check();
--> statement-breakpoint
create function audit_open_number() returns integer language sql stable security definer as $$
  select number from audit_log where closed_at is null;
$$;
--> statement-breakpoint
-- What waits may leave the queue only as a leaf of the open log.
create or replace function audit_pending_left() returns trigger language plpgsql as $$
begin
  if exists (
    select from gone where not exists (
      select from audit_leaf l where l.event_id = gone.event_id and l.log = audit_open_number()
    )
  ) then
    raise exception 'a pending audit event would be lost' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
-- The head only grows, and only to where the leaves of its log are; that of a closed log stays.
create or replace function audit_head_check() returns trigger language plpgsql as $$
begin
  if new.origin <> old.origin or new.size <= old.size or new.last_sequenced_at < old.last_sequenced_at
    or new.size is distinct from (
      select max(f.index) + 1 from audit_leaf f join audit_log g on g.number = f.log
      where g.origin = new.origin and g.closed_at is null
    )
  then
    raise exception 'the head of the log moves with its leaves only' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
-- As before; but the first leaf of a successor is the entry that opened it, however much waits ahead of that.
create or replace function audit_take(take integer)
returns table (seq bigint, event_id uuid, commitment bytea, kind text, body bytea, salt bytea)
language plpgsql security definer as $$
declare
  opening uuid;
begin
  select l.opened_by into opening from audit_log l join audit_head h using (origin) where l.closed_at is null and h.size = 0;
  return query
    select p.seq, p.event_id, p.commitment, e.kind, e.body, e.salt
    from (
      select q.seq, q.event_id, q.commitment from audit_pending q
      where opening is null or q.event_id = opening
      order by q.seq limit take
    ) p
    left join audit_event e on e.id = p.event_id
    order by p.seq;
end $$;
--> statement-breakpoint
create or replace function audit_commit(
  log_origin text, from_size bigint, sequenced timestamptz,
  seqs bigint[], event_ids uuid[], kinds text[], envelopes text[], leaf_hashes text[],
  tile_levels integer[], tile_indexes bigint[], tile_hashes text[],
  new_root text, new_frontier text[], new_counters text
) returns void
language plpgsql security definer as $$
declare
  batch bigint := cardinality(seqs);
  counted bigint;
  log_number integer;
begin
  select l.number into log_number from audit_log l join audit_head h using (origin)
  where origin = log_origin and l.closed_at is null and h.size = from_size;
  if log_number is null then
    raise exception 'the head of the log is not where this batch begins' using errcode = 'restrict_violation';
  end if;
  insert into audit_leaf (log, index, event_id, sequenced_at, kind, envelope, leaf_hash)
  select log_number, from_size + given.ordinal - 1, given.event_id, sequenced, given.kind,
    decode(given.envelope, 'hex'), decode(given.leaf_hash, 'hex')
  from unnest(event_ids, kinds, envelopes, leaf_hashes) with ordinality
    as given (event_id, kind, envelope, leaf_hash, ordinal)
  join audit_event e on e.id = given.event_id and e.kind = given.kind
  where sha256('\x00'::bytea || decode(given.envelope, 'hex')) = decode(given.leaf_hash, 'hex');
  get diagnostics counted = row_count;
  if counted <> batch then
    raise exception 'a leaf does not belong to its event or has another hash' using errcode = 'restrict_violation';
  end if;
  insert into audit_tile (log, level, index, hashes)
  select log_number, level, index, decode(hashes, 'hex')
  from unnest(tile_levels, tile_indexes, tile_hashes) as t (level, index, hashes);
  delete from audit_pending p using unnest(seqs, event_ids) as given (seq, event_id)
  where p.seq = given.seq and p.event_id = given.event_id;
  get diagnostics counted = row_count;
  if counted <> batch then
    raise exception 'a leaf was made of an event that did not wait' using errcode = 'restrict_violation';
  end if;
  update audit_head
  set size = from_size + batch, root = decode(new_root, 'hex'), frontier = new_frontier,
    counters = new_counters::jsonb, last_sequenced_at = sequenced
  where origin = log_origin;
end $$;
--> statement-breakpoint
create or replace function audit_publish(
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
    or not exists (
      select from audit_head h join audit_log l using (origin)
      where origin = log_origin and l.closed_at is null and h.size >= checkpoint_size
    )
  then
    raise exception 'a checkpoint is neither older nor smaller than the last one, nor larger than its log, which is open' using errcode = 'restrict_violation';
  end if;
  insert into audit_checkpoint (origin, size, root, note, signed_at)
  values (log_origin, checkpoint_size, decode(checkpoint_root, 'hex'), signed_note, signed);
  return true;
end $$;
--> statement-breakpoint
-- Closes a log that is stopped, and opens its successor. Every event of the old log waits anew, in its old order and
-- ahead of what waited already; the old leaves stay where they are. False when somebody else was faster.
create function audit_succeed(old_origin text, new_origin text, opening uuid, opened timestamptz) returns boolean
language plpgsql security definer as $$
declare
  old_log audit_log;
  first_seq bigint;
begin
  -- Both locks, in the order in which sequencer and signer never hold the two at once.
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit_sequence', 0));
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit_publish', 0));
  perform set_config('synchronous_commit', 'on', true);
  select * into old_log from audit_log where origin = old_origin for update;
  if old_log.closed_at is not null then return false; end if;
  if not exists (select from audit_stop where origin = old_origin and ended_at is null) then
    raise exception 'only a log that is stopped has a successor' using errcode = 'restrict_violation';
  end if;
  update audit_log set closed_at = opened where origin = old_origin;
  insert into audit_log (origin, number, opened_at, opened_by) values (new_origin, old_log.number + 1, opened, opening);
  insert into audit_head (origin, size, root, frontier, counters, last_sequenced_at)
  values (new_origin, 0, sha256(''), '{}', '{}', null);
  select coalesce(min(p.seq), 1) - (select size from audit_head where origin = old_origin) into first_seq from audit_pending p;
  insert into audit_pending (seq, event_id, commitment) overriding system value
  select first_seq + f.index, f.event_id, decode(convert_from(f.envelope, 'UTF8')::json ->> 'c', 'hex')
  from audit_leaf f where f.log = old_log.number order by f.index;
  return true;
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
