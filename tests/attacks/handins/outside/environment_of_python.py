"""Changes the Python that other submissions and the grader run on: modules, caches, start files."""
import json

for path in (json.__file__, f"{SITE}/torch/__init__.py", f"{SITE}/{NAME}.pth", f"{SITE}/sitecustomize.py", f"{SITE}/torch/{NAME}.so"):
    tried("file", open, path, "a")
tried("file", os.makedirs, os.path.join(os.path.dirname(json.__file__), "__pycache__", NAME))
