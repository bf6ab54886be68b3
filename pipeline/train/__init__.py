"""Make the model files from the corpora. Needs `requirements-train.txt`; scoring never comes here."""
