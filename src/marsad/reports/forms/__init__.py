"""Forms that people fill in on a phone: answers become the text of a report, and the person a pseudonym."""
