"""Where in a hand-in an answer is, by what is written there."""
