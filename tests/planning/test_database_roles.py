"""The essentials of the script, for machines without a server to run it on (see `test_database_roles_server`)."""

from __future__ import annotations

import re

import pytest

from planning.database_roles import PASSWORD_VARIABLES, ROLES, environment, sql


def test_the_roles_are_the_three_that_the_application_knows() -> None:
    assert ROLES == ("megane_app", "megane_migration", "megane_read_only")
    assert tuple(PASSWORD_VARIABLES) == ROLES


def test_it_stops_at_the_first_mistake_and_does_all_or_nothing() -> None:
    lines = sql().splitlines()

    assert lines[0] == r"\set ON_ERROR_STOP on"
    assert [line for line in lines if re.match("(BEGIN|COMMIT|ROLLBACK)", line)] == ["BEGIN;", "COMMIT;"]
    assert lines[-1] == "COMMIT;"


@pytest.mark.parametrize(("role", "variable"), PASSWORD_VARIABLES.items())
def test_a_password_comes_from_the_environment_and_is_quoted_by_psql(role: str, variable: str) -> None:
    assert f"\\getenv {variable.lower()} {variable}\n" in sql()
    assert f"ALTER ROLE {role} PASSWORD :'{variable.lower()}';\n" in sql()


def test_passwords_are_set_when_nothing_is_left_that_could_fail() -> None:
    *_, first, second, third, last = sql().splitlines()

    assert all(" PASSWORD :'" in line for line in (first, second, third))
    assert last == "COMMIT;"


def test_no_role_may_make_roles_or_databases() -> None:
    assert [line for line in sql().splitlines() if " LOGIN " in line] == [
        f"ALTER ROLE {role} LOGIN NOCREATEDB NOCREATEROLE;" for role in ROLES
    ]
    assert "SUPERUSER" not in sql()  # nobody but a superuser may even say NOSUPERUSER
    assert "CONNECTION LIMIT" not in sql()


def test_only_migrations_create_and_the_public_gets_nothing() -> None:
    creates = re.findall(r"^GRANT CREATE .*$", sql(), re.MULTILINE)

    assert creates == ["GRANT CREATE ON SCHEMA public TO megane_migration;"]
    everybody = "PUBLIC, megane_app, megane_migration, megane_read_only"
    assert f'REVOKE ALL ON DATABASE :"DBNAME" FROM {everybody};' in sql()
    assert f"REVOKE ALL ON SCHEMA public FROM {everybody};" in sql()
    assert not re.search(r"\bTO PUBLIC\b", sql())


def test_who_reads_only_is_granted_nothing_else() -> None:
    granted = re.findall(r"GRANT ([A-Z, ]+) ON [^;]*? TO megane_read_only", sql())

    assert set(granted) == {"SELECT"}
    assert "ALTER ROLE megane_read_only SET default_transaction_read_only = on;" in sql()


def test_nothing_is_left_to_fill_in() -> None:
    assert not re.search(r"(?<![0-9])\$[a-z]", sql())  # as of Template; format() has %1$s


@pytest.mark.parametrize("region", ["ap-northeast-1", "ap-northeast-3"])
def test_the_server_is_checked_against_the_certificates_of_its_region(region: str) -> None:
    given = environment(region)

    assert given["PGSSLMODE"] == "verify-full"
    assert given["RDS_CERTIFICATES"] == f"https://truststore.pki.rds.amazonaws.com/{region}/{region}-bundle.pem"
    assert given["ROLES_SQL"] == sql()
