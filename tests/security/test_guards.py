"""A route that forgets to ask who is there stops the start."""

import pytest
from fastapi import APIRouter

from triloom.api.dependencies import Read
from triloom.api.guards import require_guards
from triloom.app import ROUTERS


def test_every_route_of_the_product_is_guarded() -> None:
    require_guards(ROUTERS)


def test_a_route_without_a_guard_is_named() -> None:
    router = APIRouter()

    @router.get("/guarded")
    def guarded(ctx: Read) -> None:
        """Answer those who are logged in."""

    @router.get("/bare")
    def bare() -> None:
        """Answer everybody."""

    with pytest.raises(RuntimeError, match="GET /bare") as refused:
        require_guards([router])
    assert "/guarded" not in str(refused.value)
