"""Floor 4: the world. What leaves lendlib or comes in: symbols to photograph, later letters, photos and sheets."""
