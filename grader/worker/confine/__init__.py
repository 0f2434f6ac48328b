"""The walls around a submission, each in a module of its own, and the chain that puts them up in order."""
