"""Commands of the command line that are declared apart from `pipeline.__main__`."""
