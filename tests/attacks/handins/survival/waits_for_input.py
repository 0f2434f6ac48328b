"""Waits for somebody to type."""
# %%
answer = input("the password? ")
# %%
import sys
sys.stdin.read()
import getpass
getpass.getpass()
