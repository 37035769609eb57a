"""Floor 3: what may happen. Verbs of the counter: no web, no clock, no commit."""
