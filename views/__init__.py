"""The dashboard's pages, one a file; a leading underscore marks what they share."""
