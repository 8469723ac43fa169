"""Training of the claim opinion."""
