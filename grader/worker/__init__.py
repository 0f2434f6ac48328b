"""The only code on the other side of the border: it confines itself, runs the submission, and answers calls.

Started by its path (`__main__`), never imported by the grader. Imports `grader.wire` and nothing else of the project.
"""
