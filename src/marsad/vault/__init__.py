"""What is kept under a passphrase: who confidential sources are, and backups. The ledger has pseudonyms alone."""
