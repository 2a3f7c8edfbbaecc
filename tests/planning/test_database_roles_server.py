"""The script of the roles against a real server, run by a master that is no superuser, as on RDS."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from planning.database_roles import (
    APPLICATION,
    COMMAND,
    MIGRATION,
    PASSWORD_VARIABLES,
    READ_ONLY,
    ROLES,
    environment,
    sql,
)
from tests.planning.postgres import SUPERUSER, NoServerError, Server, server

MASTER = "megane_admin"
HARD = "it's \"quoted\" \\back\\slash :'colon' $1 %s ;--"
PASSWORDS = {APPLICATION: HARD, MIGRATION: "migrating", READ_ONLY: "reading"}

BEFORE = """
CREATE TABLE shop (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'x');
CREATE TABLE stock (id int GENERATED ALWAYS AS IDENTITY, day date) PARTITION BY RANGE (day);
CREATE TABLE stock_2026 PARTITION OF stock FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE SEQUENCE "Ticket-No";
CREATE VIEW shops AS SELECT name FROM shop;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM shop;
CREATE TYPE frame AS ENUM ('round', 'square');
CREATE TYPE point3 AS (x int, y int, z int);
CREATE DOMAIN yen AS int CHECK (VALUE >= 0);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM shop';
CREATE TABLE of_extension (id int);
CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
INSERT INTO shop (name) VALUES ('Ginza');
"""
# Everything that a second run could have changed, but for passwords.
STATE = """
SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, rolinherit, rolconnlimit FROM pg_roles ORDER BY 1;
SELECT roleid::regrole, member::regrole, admin_option FROM pg_auth_members ORDER BY 1, 2;
SELECT setrole::regrole, setconfig FROM pg_db_role_setting ORDER BY 1;
SELECT datname, datdba::regrole, datacl FROM pg_database ORDER BY 1;
SELECT nspname, nspacl FROM pg_namespace ORDER BY 1;
SELECT oid::regclass, relowner::regrole, relacl FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1;
SELECT oid::regprocedure, proowner::regrole, proacl FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1;
SELECT oid::regtype, typowner::regrole FROM pg_type WHERE typnamespace = 'public'::regnamespace ORDER BY 1;
SELECT defaclrole::regrole, defaclnamespace, defaclobjtype, defaclacl FROM pg_default_acl ORDER BY 1, 2, 3;
"""


def run(on: Server, passwords: dict[str, str] = PASSWORDS) -> None:
    variables = {PASSWORD_VARIABLES[role]: text for role, text in passwords.items()}
    done = on.psql(sql(), user=MASTER, password="master", database="megane", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def ask(on: Server, role: str, script: str, password: str | None = None) -> str:
    """What the server answers: rows, or the first line of what is wrong."""
    done = on.psql(script, user=role, password=password or PASSWORDS.get(role, "master"), database="megane")
    said: list[str] = done.stderr.splitlines()
    return said[0].partition("ERROR:  ")[2] or said[0] if done.returncode else done.stdout.strip()


def state(on: Server) -> str:
    """Rights in a fixed order: what was taken away and given back stands last in an access list."""
    done = on.psql(STATE, database="megane")
    assert done.stderr == ""
    return re.sub(r"\{(.*?)\}", lambda rights: " ".join(sorted(rights[1].split(","))), done.stdout)


@pytest.fixture(scope="module")
def made() -> Iterator[Server]:
    """A server on which the script has run, in a database that the master had already filled."""
    try:
        with server() as one:
            create = f"CREATE ROLE {MASTER} LOGIN CREATEROLE CREATEDB PASSWORD 'master'; CREATE DATABASE megane OWNER"
            assert one.psql(f"{create} {MASTER};").stderr == ""
            # As an extension's, which is the superuser's: the script must leave it alone.
            assert one.psql("CREATE TABLE theirs (id int);", database="megane").stderr == ""
            assert ask(one, MASTER, BEFORE) == ""
            assert one.psql("ALTER EXTENSION plpgsql ADD TABLE of_extension", database="megane").stderr == ""
            run(one)
            yield one
    except NoServerError as reason:
        pytest.skip(str(reason))


def test_each_role_logs_in_with_its_password_however_it_is_written(made: Server) -> None:
    assert [ask(made, role, "SELECT CURRENT_USER") for role in ROLES] == list(ROLES)
    assert "password authentication failed" in ask(made, APPLICATION, "SELECT 1", password="guessed")


def test_the_application_reads_and_writes_rows(made: Server) -> None:
    assert ask(made, APPLICATION, "INSERT INTO shop (name) VALUES ('Ueno') RETURNING name") == "Ueno"
    assert ask(made, APPLICATION, "UPDATE shop SET name = 'U' WHERE name = 'Ueno' RETURNING name") == "U"
    assert ask(made, APPLICATION, "DELETE FROM shop WHERE name = 'U' RETURNING name") == "U"
    assert ask(made, APPLICATION, "INSERT INTO stock (day) VALUES ('2026-11-01') RETURNING day") == "2026-11-01"
    assert ask(made, APPLICATION, "SELECT nextval('\"Ticket-No\"'), name FROM shops") == "1|Ginza"
    assert ask(made, APPLICATION, "CALL nothing()") == ""


@pytest.mark.parametrize("role", [APPLICATION, READ_ONLY])
@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("CREATE TABLE more (id int)", "permission denied for schema public"),
        ("CREATE TEMPORARY TABLE more (id int)", 'permission denied to create temporary tables in database "megane"'),
        ("CREATE SCHEMA more", "permission denied for database megane"),
        ("ALTER TABLE shop ADD COLUMN more int", "must be owner of table shop"),
        ("DROP TABLE shop", "must be owner of table shop"),
        ("TRUNCATE shop", "permission denied for table shop"),
        ("CREATE ROLE more", "permission denied to create role"),
        (f"SET ROLE {MIGRATION}", f'permission denied to set role "{MIGRATION}"'),
        ("SELECT * FROM theirs", "permission denied for table theirs"),
    ],
)
def test_who_serves_requests_or_reads_changes_no_tables(made: Server, role: str, statement: str, refusal: str) -> None:
    assert ask(made, role, f"SET default_transaction_read_only = off; {statement}") == refusal


def test_the_read_only_role_reads(made: Server) -> None:
    assert ask(made, READ_ONLY, "SELECT name FROM shop; SELECT name FROM shops; SELECT * FROM counted") == (
        "Ginza\nGinza\n0"
    )
    assert ask(made, READ_ONLY, "SHOW default_transaction_read_only; SHOW statement_timeout") == "on\n1min"
    assert ask(made, READ_ONLY, "INSERT INTO shop DEFAULT VALUES") == (
        "cannot execute INSERT in a read-only transaction"
    )


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("INSERT INTO shop DEFAULT VALUES", "permission denied for table shop"),
        ("UPDATE shop SET name = 'x'", "permission denied for table shop"),
        ("DELETE FROM shop", "permission denied for table shop"),
        ("SELECT nextval('\"Ticket-No\"')", "permission denied for sequence Ticket-No"),
        ("SELECT wipe()", "permission denied for function wipe"),
    ],
)
def test_it_writes_nothing_even_where_it_turns_read_only_off(made: Server, statement: str, refusal: str) -> None:
    assert ask(made, READ_ONLY, f"SET default_transaction_read_only = off; {statement}") == refusal


def test_migrations_own_what_the_master_made(made: Server) -> None:
    of = (
        "SELECT string_agg(DISTINCT pg_get_userbyid({0}owner), ' ') FROM pg_{1} "
        "WHERE {0}namespace = 'public'::regnamespace"
    )
    relations = of.format("rel", "class") + " AND relname NOT IN ('theirs', 'of_extension')"
    types = of.format("typ", "type") + " AND typname !~ '^_?(theirs|of_extension)$'"
    for question in (relations, of.format("pro", "proc"), types):
        assert ask(made, MASTER, question) == MIGRATION
    assert ask(made, MIGRATION, "ALTER TABLE stock ADD COLUMN note text; ALTER TYPE frame ADD VALUE 'oval'") == ""
    assert ask(made, MIGRATION, "SHOW lock_timeout") == "5s"


def test_what_is_an_extension_s_stays_its_own(made: Server) -> None:
    owner = "SELECT tableowner FROM pg_tables WHERE tablename IN ('theirs', 'of_extension') ORDER BY 1"

    assert ask(made, MASTER, owner) == f"{MASTER}\n{SUPERUSER}"


def test_what_migrations_make_the_others_use_at_once(made: Server) -> None:
    table = "CREATE TABLE lens (id serial, power int); CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2';"
    assert ask(made, MIGRATION, table) == ""

    assert ask(made, APPLICATION, "INSERT INTO lens (power) VALUES (two()) RETURNING id, power") == "1|2"
    assert ask(made, READ_ONLY, "SELECT power FROM lens") == "2"
    assert ask(made, READ_ONLY, "SELECT two()") == "permission denied for function two"
    assert ask(made, APPLICATION, "DROP TABLE lens") == "must be owner of table lens"


def test_nobody_else_gets_in(made: Server) -> None:
    assert ask(made, MASTER, "CREATE ROLE stranger LOGIN PASSWORD 'master'") == ""

    refused = ask(made, "stranger", "SELECT 1")
    assert 'permission denied for database "megane"' in refused


def test_a_second_run_changes_nothing(made: Server) -> None:
    before = state(made)
    run(made)

    assert MIGRATION in before
    assert state(made) == before


def test_a_second_run_takes_back_what_was_granted_by_hand_and_hands_over_what_is_new(made: Server) -> None:
    by_hand = f"CREATE TABLE late (id int); GRANT DELETE ON shop TO {READ_ONLY}; GRANT SELECT ON shop TO PUBLIC"
    assert ask(made, MASTER, by_hand) == ""
    run(made)

    assert ask(made, READ_ONLY, "SET default_transaction_read_only = off; DELETE FROM shop") == (
        "permission denied for table shop"
    )
    assert ask(made, MASTER, "SELECT relacl::text LIKE '%,=r/%' FROM pg_class WHERE relname = 'shop'") == "f"
    assert ask(made, MIGRATION, "DROP TABLE late") == ""


def test_a_run_with_other_passwords_changes_them(made: Server) -> None:
    run(made, {**PASSWORDS, APPLICATION: "rotated"})

    assert ask(made, APPLICATION, "SELECT 1", password="rotated") == "1"
    assert "password authentication failed" in ask(made, APPLICATION, "SELECT 1", password=HARD)
    run(made)


def test_without_a_password_nothing_happens(made: Server) -> None:
    given = {PASSWORD_VARIABLES[MIGRATION]: "other"}
    done = made.psql(sql(), user=MASTER, password="master", database="megane", **given)

    assert done.returncode == 3
    assert ask(made, MIGRATION, "SELECT 1") == "1"  # with the password of before


@pytest.mark.parametrize(
    ("curl", "password", "status"), [("true", "master", 0), ("true", "no", 2), ("exit 22", "master", 22)]
)
def test_the_command_of_the_job_runs_the_script_or_says_that_it_could_not(
    made: Server, tmp_path: Path, curl: str, password: str, status: int
) -> None:
    stub = tmp_path / "curl"
    stub.write_text(f"#!/bin/sh\n{curl}\n", encoding="utf-8")
    stub.chmod(0o755)
    found = made.environment(MASTER, password, "megane")
    given = {**environment("ap-northeast-1"), **found, "PATH": f"{tmp_path}:{found['PATH']}"}
    given |= {variable: PASSWORDS[role] for role, variable in PASSWORD_VARIABLES.items()}

    done = subprocess.run(["sh", "-ec", COMMAND], env=given, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603, S607

    assert done.returncode == status
    assert done.stdout == ("The roles of the database are as the script has them\n" if status == 0 else "")
