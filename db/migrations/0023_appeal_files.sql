CREATE TABLE "appeal_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"appeal_id" uuid NOT NULL,
	"nth" integer NOT NULL,
	"kind" text NOT NULL,
	"name" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"bytes" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "appeal_file_limit_check" CHECK (nth between 1 and 5 and bytes between 1 and 5242880)
);
--> statement-breakpoint
CREATE TABLE "appeal_file_part" (
	"file_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "appeal_file_part_pkey" PRIMARY KEY("file_id","ordinal")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_file_nth_key" ON "appeal_file" USING btree ("appeal_id","nth");--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_file_same_key" ON "appeal_file" USING btree ("appeal_id","sha256");--> statement-breakpoint
alter table appeal_file add constraint appeal_file_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table appeal_file add constraint appeal_file_appeal_id_fk foreign key (appeal_id) references appeal (id);
--> statement-breakpoint
alter table appeal_file_part add constraint appeal_file_part_file_id_fk foreign key (file_id) references appeal_file (id);
--> statement-breakpoint
-- A file is what it was when it arrived, and comes before the ruling.
create trigger appeal_file_keep before update on appeal_file for each statement
  when (not privacy_erasing()) execute function docket_stay();
--> statement-breakpoint
create trigger appeal_file_stay before delete or truncate on appeal_file for each statement execute function docket_stay();
--> statement-breakpoint
create trigger appeal_file_part_keep before update on appeal_file_part for each statement
  when (not privacy_erasing()) execute function docket_stay();
--> statement-breakpoint
create trigger appeal_file_part_stay before delete or truncate on appeal_file_part for each statement execute function docket_stay();
--> statement-breakpoint
create function appeal_file_open() returns trigger language plpgsql as $$
begin
  if exists (select from appeal where id = new.appeal_id and ruled_at is not null) then
    raise exception 'appeal % has been ruled on and takes no files', new.appeal_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger appeal_file_open before insert on appeal_file for each row execute function appeal_file_open();
--> statement-breakpoint
-- What was said and attached is emptied with what it is about.
create or replace function appeal_erased_text() returns trigger language plpgsql as $$
begin
  update appeal_message set text = '' where appeal_id = new.id;
  update appeal_file_part set sealed = '' where file_id in (select id from appeal_file where appeal_id = new.id);
  update appeal_file set name = '' where appeal_id = new.id;
  return null;
end $$;
