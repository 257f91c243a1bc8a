"""Programs: source as a thing."""
