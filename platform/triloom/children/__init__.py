"""Child processes for heavy libraries and for untrusted input; one module, two pools."""

from triloom.children.children import Children
from triloom.children.limits import PoolName

__all__ = ["Children", "PoolName"]
