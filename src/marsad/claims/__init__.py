"""Read: what each source says, with its passage."""
