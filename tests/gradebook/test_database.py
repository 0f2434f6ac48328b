import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from grader.gradebook import BookError, Gradebook
from grader.gradebook.database import open_engine
from grader.gradebook.tables import Table
from tests.gradebook.handed_in import graded


def test_the_migrations_make_the_tables_that_the_code_means(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    engine.dispose()


def test_a_gradebook_is_found_again(url: str) -> None:
    for number in range(2):
        book = Gradebook.open(url, "lecturer")
        book.record(graded(digest=str(number)))
        attempts = book.attempts("hw")["ada"]
        book.close()
    assert [attempt.report for attempt in attempts] == [graded(digest="0"), graded(digest="1")]


def test_a_gradebook_of_a_newer_grader_is_left_alone(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(BookError, match="newer grader"):
        Gradebook.open(url, "lecturer")


def test_two_may_open_and_write_at_once(url: str) -> None:
    problems: list[Exception] = []

    def write(student: str) -> None:
        try:
            book = Gradebook.open(url, student)
            for number in range(5):
                book.record(graded(student, digest=str(number)))
            book.close()
        except Exception as error:  # noqa: BLE001  (looked at by the test, in its own thread)
            problems.append(error)

    threads = [threading.Thread(target=write, args=(f"s{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    book = Gradebook.open(url, "reader")
    assert {student: len(attempts) for student, attempts in book.attempts("hw").items()} == dict.fromkeys(
        ("s0", "s1", "s2", "s3"), 5
    )
    book.close()


@pytest.mark.parametrize("bad", ["nonsense", "oracle://x/y", "mysql+nodriver://x/y", "sqlite:////proc/none/book.db"])
def test_a_bad_url_is_one_line(bad: str) -> None:
    with pytest.raises(BookError, match=r"names no gradebook|cannot be opened"):
        Gradebook.open(bad, "lecturer")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "book.db"
    file.write_text("my diary")
    with pytest.raises(BookError, match="cannot be opened: file is not a database"):
        Gradebook.open(f"sqlite:///{file}", "lecturer")
    assert file.read_text() == "my diary"


def test_a_database_that_is_not_there_is_one_line(postgres: str) -> None:
    with pytest.raises(BookError, match=r'cannot be opened: .*"nobody"'):
        Gradebook.open(postgres.replace("/postgres?", "/nobody?"), "lecturer")


def test_the_driver_may_be_left_out(postgres: str) -> None:
    assert create_engine(postgres.replace("postgresql:", "postgresql+psycopg:")).dialect.driver == "psycopg"
