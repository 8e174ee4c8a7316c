"""Tables: spreadsheets of any headers become reports, one a row; rows of coded datasets keep their codes."""
