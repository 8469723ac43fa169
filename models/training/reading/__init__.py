"""Training of the Vietnamese line recogniser: text, fonts, rendering, network, export, evaluation."""
