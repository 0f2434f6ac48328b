"""What goes to other machines."""

from grader.bundle import requirements


def test_a_kit_installs_what_it_imports_and_no_database() -> None:
    names = {line.split(">")[0].split("[")[0] for line in requirements()}
    assert {"torch", "safetensors", "typer", "rich", "pydantic", "ipython"} <= names
    assert not names & {"sqlalchemy", "alembic", "psycopg"}
