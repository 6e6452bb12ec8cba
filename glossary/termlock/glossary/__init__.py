"""Contested terms: concepts, their forms in English, Arabic and Hebrew, finding them, and policies.

Where to look: :mod:`~termlock.glossary.concept` (the data), :mod:`~termlock.glossary.morphology` (forms),
:mod:`~termlock.glossary.matching` (finding), :mod:`~termlock.glossary.policy` (what a translation may
say), :mod:`~termlock.glossary.exchange` (files), :mod:`~termlock.glossary.validation` (checks).
"""
