"""`python -m zero_to_cad` is `zero-to-cad`."""

import sys

from zero_to_cad.cli import main

sys.exit(main())
