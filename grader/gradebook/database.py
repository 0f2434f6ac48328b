"""Opening a gradebook's database: SQLite or PostgreSQL, at the newest version of its tables."""

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from grader.gradebook.errors import BookError

MIGRATIONS = Path(__file__).with_name("migrations")
NEWEST = "0001"
"""The revision that this version of the grader reads and writes."""
_LOCK = 727_001
"""Whoever migrates a PostgreSQL database holds this advisory lock."""


def open_engine(url: str) -> Engine:
    """An engine for the database at `url`; its tables are made or brought up to date. Raises `BookError`."""
    try:
        place = make_url(url)
        _make_folder(place)
        engine = create_engine(_with_driver(place))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, OSError) as error:
        raise BookError(f"{url!r} names no gradebook ({error}); for example sqlite:///gradebook.db") from None
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    try:
        _bring_up_to_date(engine)
    except BookError:
        engine.dispose()
        raise
    except SQLAlchemyError as error:
        engine.dispose()
        raise BookError(f"the gradebook at {place.render_as_string()} cannot be opened: {first_line(error)}") from None
    return engine


def _make_folder(place: URL) -> None:
    if place.get_backend_name() == "sqlite" and place.database:
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)


def _with_driver(place: URL) -> URL:
    return place.set(drivername="postgresql+psycopg") if place.drivername in ("postgresql", "postgres") else place


def _set_up_sqlite(engine: Engine) -> None:
    """Real transactions, writers that wait for each other, foreign keys that hold; what is deleted is overwritten."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver would begin transactions late, and never for changes of tables
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up_to_date(engine: Engine) -> None:
    with engine.begin() as connection:
        if _version(connection) == NEWEST:
            return
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _migrate(connection: Connection) -> None:
    """Run what is missing. Alembic is imported here alone: opening a gradebook seldom needs it."""
    command, config = import_module("alembic.command"), import_module("alembic.config")
    util = import_module("alembic.util")
    settings = config.Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, NEWEST)
    except util.CommandError as error:
        raise BookError(f"the gradebook was written by a newer grader ({error})") from None


def first_line(error: SQLAlchemyError) -> str:
    """What a database error says, in one line."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(original).strip().splitlines()[0]
