"""The units that segments share: how labels look and how recency is measured."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Labels: TypeAlias = NDArray[np.int64]
NOISE = -1
RECENCY_UNIT = 7
"""Days: the logarithm of days would let yesterday and last week lie as far apart as years."""
