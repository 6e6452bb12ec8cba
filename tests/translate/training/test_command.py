"""Directions on the command line of the training."""

import click
import pytest

from termlock.translate.training.__main__ import _DIRECTIONS, _directions


def test_directions_with_weights() -> None:
    assert _directions(("en-ar=1", "ar-he=.25")) == {("en", "ar"): 1.0, ("ar", "he"): 0.25}


def test_without_any_all_six_are_trained() -> None:
    assert _directions(()) == _DIRECTIONS
    assert len(_DIRECTIONS) == 6


@pytest.mark.parametrize("text", ["en-ar", "en-en=1", "fr-ar=1", "en-ar=much"])
def test_what_is_no_direction_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="SOURCE-TARGET=WEIGHT"):
        _directions((text,))
