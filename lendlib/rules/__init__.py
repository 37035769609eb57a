"""Floor 0: the arithmetic of the field. Pure: no database, no clock, no web."""
