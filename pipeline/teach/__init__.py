"""What users teach: labels of their own from a few codes, and claims of their own. Keeping them is the library's."""
