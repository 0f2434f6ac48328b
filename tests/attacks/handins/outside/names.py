"""Asks for addresses and downloads a page."""
import socket
import urllib.request

tried("network", socket.getaddrinfo, "example.com", 80)
tried("network", socket.gethostbyname, "localhost.example")
tried("network", urllib.request.urlopen, f"http://127.0.0.1:{PORT}/", timeout=2)
