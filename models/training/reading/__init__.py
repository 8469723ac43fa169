"""Training of the Vietnamese line recogniser, from text and fonts to ONNX."""
