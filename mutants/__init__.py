"""`make mutants`: small faults, put in one at a time, that some test has to notice."""

from .mutant import Mutant

__all__ = ["Mutant"]
