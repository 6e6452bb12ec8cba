"""Train the starter model: ``python -m termlock.translate.training``.

:mod:`corpus` turns the trilingual corpus into annotated examples, :mod:`vocabulary` makes the subword
vocabulary, :mod:`loop` trains, resumes and exports.
"""
