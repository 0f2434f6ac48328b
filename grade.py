"""The command line: `python grade.py --help`."""

from grader.cli import main

if __name__ == "__main__":
    main()
