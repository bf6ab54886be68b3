"""The measures: encoded sentences in, probabilities out. One file a measure."""
