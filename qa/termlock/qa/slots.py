"""The slots that checks look at are those that locks are verified by."""

from termlock.translate.slots import (
    Relations,
    Resolver,
    Slots,
    answers,
    assign,
    readings,
    relations,
    resolver,
)

__all__ = ["Relations", "Resolver", "Slots", "answers", "assign", "readings", "relations", "resolver"]
