"""Students check themselves: public checks, through the pipeline that marks them later."""

from grader.selfcheck.choose import Chosen, choose, find_assignment
from grader.selfcheck.run import SelfCheck

__all__ = ["Chosen", "SelfCheck", "choose", "find_assignment"]
