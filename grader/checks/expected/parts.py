"""The modules that a reference is made of: one file, a package of several, or names imported from elsewhere."""

import inspect
import sys
import types


def parts_of(module: types.ModuleType) -> list[types.ModuleType]:
    """The module itself, then its submodules and the modules that its functions and classes come from, by name."""
    defined = [value for value in vars(module).values() if inspect.isfunction(value) or inspect.isclass(value)]
    names = {value.__module__ for value in defined}
    below = f"{module.__name__}."
    names |= {name for name in sys.modules if name.startswith(below)}
    return [module, *(sys.modules[name] for name in sorted(names - {module.__name__}) if name in sys.modules)]
