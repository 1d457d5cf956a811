CREATE TABLE "referral" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"case_id" uuid NOT NULL,
	"case_number" integer NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"state" text NOT NULL,
	"danger" boolean NOT NULL,
	"office" text NOT NULL,
	"parts" text[] NOT NULL,
	"evidence" text[] NOT NULL,
	"terms" "bytea" NOT NULL,
	"remark" "bytea",
	"handover" "bytea",
	"receipt" "bytea",
	"drafted_by" uuid NOT NULL,
	"drafted_at" timestamp (3) with time zone NOT NULL,
	"proposed_by" uuid,
	"proposed_at" timestamp (3) with time zone,
	"content_sha256" text,
	"package_sha256" text,
	"package_bytes" integer,
	"sealed_by" uuid,
	"sealed_at" timestamp (3) with time zone,
	"handed_over_at" timestamp (3) with time zone,
	"handed_over_by" uuid,
	"received_at" timestamp (3) with time zone,
	"acknowledged_by" uuid,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "referral_two_people_check" CHECK (sealed_by is null or (proposed_by is not null and sealed_by <> proposed_by and sealed_by <> drafted_by)),
	CONSTRAINT "referral_state_check" CHECK ((state not in ('sealed', 'handed_over', 'acknowledged') or (sealed_by is not null and package_sha256 is not null and content_sha256 is not null))
        and (state not in ('handed_over', 'acknowledged') or (handed_over_at is not null and handover is not null))
        and (state = 'acknowledged') = (receipt is not null and acknowledged_by is not null))
);
--> statement-breakpoint
CREATE TABLE "referral_part" (
	"referral_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "referral_part_pkey" PRIMARY KEY("referral_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "referral_person" (
	"referral_id" uuid NOT NULL,
	"about" text NOT NULL,
	CONSTRAINT "referral_person_pkey" PRIMARY KEY("referral_id","about")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "referral_number_key" ON "referral" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "referral_event_key" ON "referral" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "referral_drafted_idx" ON "referral" USING btree ("drafted_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "referral_case_idx" ON "referral" USING btree ("case_id","id");--> statement-breakpoint
CREATE INDEX "referral_open_idx" ON "referral" USING btree ("subject_kind","subject_id") WHERE state not in ('acknowledged', 'abandoned');--> statement-breakpoint
CREATE INDEX "referral_person_about_idx" ON "referral_person" USING btree ("about");--> statement-breakpoint
alter table referral add constraint referral_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table referral add constraint referral_case_id_fk foreign key (case_id) references docket_case (id);
--> statement-breakpoint
alter table referral_part add constraint referral_part_referral_id_fk foreign key (referral_id) references referral (id);
--> statement-breakpoint
alter table referral_person add constraint referral_person_referral_id_fk foreign key (referral_id) references referral (id);
--> statement-breakpoint
-- What goes along is written in a draft and fixed by the proposal; each later step adds what it records, and no more.
create trigger referral_draft_keep before update on referral for each row
  when (old.state in ('draft', 'returned')) execute function docket_keep(
    'state', 'danger', 'office', 'parts', 'evidence', 'terms', 'remark', 'drafted_by', 'drafted_at', 'proposed_by', 'proposed_at', 'version');
--> statement-breakpoint
create trigger referral_proposed_keep before update on referral for each row
  when (old.state = 'proposed') execute function docket_keep(
    'state', 'remark', 'content_sha256', 'package_sha256', 'package_bytes', 'sealed_by', 'sealed_at', 'version');
--> statement-breakpoint
create trigger referral_sealed_keep before update on referral for each row
  when (old.state = 'sealed') execute function docket_keep('state', 'remark', 'handover', 'handed_over_at', 'handed_over_by', 'version');
--> statement-breakpoint
create trigger referral_handed_over_keep before update on referral for each row
  when (old.state = 'handed_over') execute function docket_keep('state', 'receipt', 'received_at', 'acknowledged_by', 'version');
--> statement-breakpoint
create trigger referral_closed_keep before update on referral for each row
  when (old.state in ('acknowledged', 'abandoned')) execute function docket_keep();
--> statement-breakpoint
create trigger referral_moves before update on referral for each row
  when (old.state <> new.state and not (
    (old.state in ('draft', 'returned') and new.state in ('proposed', 'abandoned'))
    or (old.state = 'returned' and new.state = 'draft')
    or (old.state = 'proposed' and new.state in ('sealed', 'returned', 'abandoned'))
    or (old.state = 'sealed' and new.state in ('handed_over', 'abandoned'))
    or (old.state = 'handed_over' and new.state = 'acknowledged')))
  execute function docket_stay();
--> statement-breakpoint
create trigger referral_stay before delete or truncate on referral for each statement execute function docket_stay();
--> statement-breakpoint
create trigger referral_part_stay before update or delete or truncate on referral_part for each statement execute function docket_stay();
--> statement-breakpoint
create trigger referral_person_stay before update or delete or truncate on referral_person for each statement execute function docket_stay();
--> statement-breakpoint
-- A package comes with its seal: nothing joins it afterwards.
create function referral_package_closed() returns trigger language plpgsql as $$
begin
  if not exists (select from referral where id = new.referral_id and state = 'proposed') then
    raise exception 'insert of % is refused: the package of referral % is whole', tg_table_name, new.referral_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger referral_part_closed before insert on referral_part for each row execute function referral_package_closed();
--> statement-breakpoint
create trigger referral_person_closed before insert on referral_person for each row execute function referral_package_closed();
--> statement-breakpoint
-- With the first of those whose words are in a package its key goes: what was handed over stays with the office, our copy
-- of it does not stay here. What a referral says in a person's words goes with its subject's key as well.
create function referral_key_gone(gone text, at timestamptz) returns void language sql as $$
  update privacy_key set wrapped = null, erased_at = at
  where wrapped is not null and about in (
    select 'referral:' || p.referral_id from referral_person p where p.about = gone
    union
    select 'referral:' || r.id from referral r where r.subject_kind || ':' || r.subject_id = gone
  )
$$;
--> statement-breakpoint
create function referral_key_follows() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    perform referral_key_gone(old.about, null);
  elsif new.about ~ '^(account|group|reporter):' then
    perform referral_key_gone(new.about, new.erased_at);
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger privacy_key_erased_insert after insert on privacy_key for each row when (new.wrapped is null) execute function referral_key_follows();
--> statement-breakpoint
create trigger privacy_key_erased_update after update on privacy_key for each row when (new.wrapped is null) execute function referral_key_follows();
--> statement-breakpoint
create trigger privacy_key_erased_delete after delete on privacy_key for each row execute function referral_key_follows();
