"""Sets up, runs and tests the addon on a machine that has nothing but Python.

The package uses the standard library only and is called through ``make``; see
``docs/development.rst``.
"""
