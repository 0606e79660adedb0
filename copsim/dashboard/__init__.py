"""The page: explore, classroom, decide and runs, served to browsers (extra `dashboard`)."""
