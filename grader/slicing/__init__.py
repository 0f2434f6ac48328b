"""Which cells of a notebook have to run before certain names of it can be checked. Nothing of it is executed.

The top level of every cell is read as a row of steps, one for each statement. A step reads names, binds names, and
changes objects; a name that it reads is what the last step before it that surely binds it made of it, or one of those
since that may bind it (in a branch, a loop, after `try`). From the names that checks ask for, this is followed back. A
cell runs whole, so everything that it reads is needed in turn. Global names in functions are read when the functions
are called: as they are at the end, and at each chosen step that leads to the function.

Unsure means included: a cell runs when it cannot be read, when it may bind names that only the run knows (`exec`,
`globals()[…]`, `%run`), and when it sets what all later code works with (`torch.set_default_dtype`, `sys.path`, a
patched module, `%cd`). So do cells that set up seeds or plots, as long as they do nothing else that takes time.

What is assumed: operators, attributes and iteration run no code of the notebook that changes other objects; functions
of well-known libraries leave their arguments alone, but for those whose names say otherwise; a function fetches objects
from nowhere but its arguments and global names. How far changes of objects are followed is the caller's choice; see
`needed`. Reading takes a bounded time: what is longer, deeper or more entangled is run unread.
"""

from grader.slicing.outline import Definition, definitions
from grader.slicing.slice import Chosen, Mutations, Slice, aloof, needed

__all__ = ["Chosen", "Definition", "Mutations", "Slice", "aloof", "definitions", "needed"]
