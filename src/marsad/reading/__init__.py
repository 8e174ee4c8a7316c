"""Reading many reports, some at a time, in one process or in several, as the ledger records what was read."""
