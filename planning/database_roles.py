"""The roles of the database, who may do what there, and the script that makes it so.

The master makes the roles and is nobody's login: what serves requests cannot drop a table, and what changes tables
does not serve requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from types import MappingProxyType

from planning import psql
from planning.psql import DOWNLOAD_CERTIFICATES

APPLICATION = "megane_app"
MIGRATION = "megane_migration"
READ_ONLY = "megane_read_only"
ROLES = (APPLICATION, MIGRATION, READ_ONLY)

# Role -> environment variable that the script reads its password from.
PASSWORD_VARIABLES: Mapping[str, str] = MappingProxyType(
    {APPLICATION: "APPLICATION_PASSWORD", MIGRATION: "MIGRATION_PASSWORD", READ_ONLY: "READ_ONLY_PASSWORD"}
)

# Runs the script of `sql` as the master, once there are certificates to check the server with. Fails if either does.
COMMAND = rf"""
{DOWNLOAD_CERTIFICATES}
printf '%s' "$ROLES_SQL" | psql --no-psqlrc --no-password --quiet --file=-
echo 'The roles of the database are as the script has them'
"""

STATEMENT_TIMEOUT = "60s"  # of the read-only role: a forgotten report must not hold back vacuum for a day
LOCK_TIMEOUT = "5s"  # of migrations: while one waits for a table, everybody else waits behind it

_SCRIPT = Template(r"""\set ON_ERROR_STOP on
\getenv application_password APPLICATION_PASSWORD
\getenv migration_password MIGRATION_PASSWORD
\getenv read_only_password READ_ONLY_PASSWORD
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL password_encryption = 'scram-sha-256';

-- The roles. The master of RDS is no superuser: to act for the owner of the tables it must be a member of that role.
SELECT format('CREATE ROLE %I', wanted.name)
FROM (VALUES ('$app'), ('$migration'), ('$read_only')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) \gexec
ALTER ROLE $app LOGIN NOCREATEDB NOCREATEROLE;
ALTER ROLE $migration LOGIN NOCREATEDB NOCREATEROLE;
ALTER ROLE $read_only LOGIN NOCREATEDB NOCREATEROLE;
ALTER ROLE $migration SET lock_timeout = '$lock_timeout';
ALTER ROLE $read_only SET default_transaction_read_only = on;
ALTER ROLE $read_only SET statement_timeout = '$statement_timeout';
GRANT $migration TO CURRENT_USER;

-- Into the database and the schema: the three, and nobody else.
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC, $roles;
GRANT CONNECT ON DATABASE :"DBNAME" TO $roles;
REVOKE ALL ON SCHEMA public FROM PUBLIC, $roles;
GRANT USAGE ON SCHEMA public TO $roles;
GRANT CREATE ON SCHEMA public TO $migration;

-- What the master made belongs to migrations from here on, but for extensions. Sequences of columns, and types and
-- indexes of tables, follow their table.
WITH owned (catalog, oid, command) AS (
    SELECT 'pg_class'::regclass, oid,
           format('ALTER %s %s OWNER TO $migration',
                  CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                               WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, oid::regclass)
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) = CURRENT_USER
      AND (relkind IN ('r', 'p', 'v', 'm', 'f')
           OR relkind = 'S' AND NOT EXISTS (
               SELECT FROM pg_depend
               WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
                 AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')))
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, format('ALTER ROUTINE %s OWNER TO $migration', oid::regprocedure)
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) = CURRENT_USER
    UNION ALL
    SELECT 'pg_type'::regclass, oid, format('ALTER TYPE %s OWNER TO $migration', oid::regtype)
    FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND pg_get_userbyid(typowner) = CURRENT_USER
      AND (typtype IN ('d', 'e', 'r')
           OR typtype = 'c' AND (SELECT relkind FROM pg_class WHERE pg_class.oid = typrelid) = 'c'))
SELECT command FROM owned
WHERE NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = owned.catalog AND objid = owned.oid AND deptype = 'e') \gexec

-- Rights on what there is. All are taken away first: what somebody granted by hand does not stay.
SELECT format('REVOKE ALL ON %1$$s %2$$s FROM PUBLIC, $app, $read_only;'
              'GRANT %3$$s ON %1$$s %2$$s TO $app; GRANT SELECT ON %1$$s %2$$s TO $read_only',
              CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass,
              CASE relkind WHEN 'S' THEN 'USAGE, SELECT' ELSE 'SELECT, INSERT, UPDATE, DELETE' END)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) = '$migration'
  AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') \gexec
SELECT format('REVOKE ALL ON ROUTINE %1$$s FROM PUBLIC; GRANT EXECUTE ON ROUTINE %1$$s TO $app', oid::regprocedure)
FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) = '$migration' \gexec

-- The same rights on what migrations will make. Functions are everybody's to run by default, and one that runs with
-- its owner's rights would let the read-only role write: a migration grants it what it needs.
ALTER DEFAULT PRIVILEGES FOR ROLE $migration REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE $migration IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO $app;
ALTER DEFAULT PRIVILEGES FOR ROLE $migration IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO $app;
ALTER DEFAULT PRIVILEGES FOR ROLE $migration IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO $app;
ALTER DEFAULT PRIVILEGES FOR ROLE $migration IN SCHEMA public GRANT SELECT ON TABLES TO $read_only;
ALTER DEFAULT PRIVILEGES FOR ROLE $migration IN SCHEMA public GRANT SELECT ON SEQUENCES TO $read_only;

-- Last, when nothing is left that could fail: a server writes the text of a failed statement to its log.
ALTER ROLE $app PASSWORD :'application_password';
ALTER ROLE $migration PASSWORD :'migration_password';
ALTER ROLE $read_only PASSWORD :'read_only_password';
COMMIT;
""")


def sql() -> str:
    """The script, for psql 15 or newer (`\\getenv`), run by the master in the application's database.

    One transaction: it happens as a whole or not at all. It can be run again at any time and then changes nothing but
    passwords and what was granted by hand; do so after changing a password and after the master made something.

    megane_app reads and writes rows, megane_migration owns and changes what is in schema `public`, megane_read_only
    reads. Logins, not groups: a person's name is in RDS's log of the connection only if people get roles of their own.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html
    """
    return _SCRIPT.substitute(
        app=APPLICATION,
        migration=MIGRATION,
        read_only=READ_ONLY,
        roles=", ".join(ROLES),
        lock_timeout=LOCK_TIMEOUT,
        statement_timeout=STATEMENT_TIMEOUT,
    )


def environment(region: str) -> dict[str, str]:
    """What COMMAND is told, but for where the database is and for the passwords."""
    return {**psql.environment(region, "database-roles"), "ROLES_SQL": sql()}
