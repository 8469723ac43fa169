"""The advertisements themselves, one function each."""
