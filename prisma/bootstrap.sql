-- Roles and database of Weir; run once by an administrator of the Postgres cluster, safe to repeat.
--
--   psql "$ADMIN_URL" -v ON_ERROR_STOP=1 -v database=weir -v migrate_password=… -v app_password=… \
--        -v shadow_databases=NOCREATEDB -f prisma/bootstrap.sql
--
-- weir_migrate  owns the database and the tables; runs the migrations; not a superuser
-- weir_app      what web, gateway and worker connect as; has only what the migrations grant it
-- weir_audit    owns the journal; nobody can log in as it, so nobody can edit what it keeps
--
-- scripts/roles.mjs runs this same file for the embedded Postgres. It knows psql's variables, \gexec and \connect, nothing else.

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY['weir_migrate', 'weir_app', 'weir_audit']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE weir_migrate WITH LOGIN INHERIT NOCREATEROLE PASSWORD :'migrate_password';
-- CREATEDB only where migrations are written: `prisma migrate dev` replays them in a shadow database.
ALTER ROLE weir_migrate WITH :shadow_databases;
ALTER ROLE weir_app WITH LOGIN INHERIT NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
ALTER ROLE weir_audit WITH NOLOGIN NOINHERIT NOCREATEROLE NOCREATEDB;

-- The migrator may hand tables to weir_audit and step into it by SET ROLE, but does not act with its rights by accident.
GRANT weir_audit TO weir_migrate WITH SET TRUE, INHERIT FALSE;

-- A managed Postgres gives no superuser: there the administrator must be able to become the new owner.
SELECT format('GRANT weir_migrate TO %I WITH SET TRUE', current_user)
 WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
\gexec

SELECT format('CREATE DATABASE %I OWNER weir_migrate', :'database')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

ALTER DATABASE :"database" OWNER TO weir_migrate;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO weir_app;

\connect :"database"

ALTER SCHEMA public OWNER TO weir_migrate;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO weir_app;
