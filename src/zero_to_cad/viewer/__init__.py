"""Parts in three dimensions in a browser: mesh files, and the modules that draw them, three.js among these.

The service's page loads the modules one by one; a report holds them all.
"""

from pathlib import Path

# Loads nothing heavy: the web process needs to know only this.
MODULES = Path(__file__).parent / "modules"
