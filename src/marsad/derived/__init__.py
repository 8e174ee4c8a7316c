"""Derived: what follows from the ledger, kept beside it so that one report more costs little; never truth."""
