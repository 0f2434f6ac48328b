"""Answers with lone surrogates, zero bytes, marks of direction and megabytes of text."""
double = lambda x: "\ud800" * 100
halve = lambda x: {"\udfff\0": "\u202e\u2066", "\x1b]0;title\a": "\ufeff"}
shout = lambda x: "y" * (64 << 20)
