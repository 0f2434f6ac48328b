"""Answers with pickle bytes, and with objects that run code when they are unpickled."""
import pickle

import torch


class Runs:
    def __reduce__(self):
        return os.system, (f"touch {BAIT}/{NAME}",)


double = lambda x: pickle.dumps(Runs())
halve = lambda x: Runs()
shout = lambda x: torch.save
