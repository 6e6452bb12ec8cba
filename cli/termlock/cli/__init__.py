"""The ``tk`` command: one module per command group, nothing but the command line in here."""
