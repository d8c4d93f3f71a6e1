import sys

from mlexplain.cli import main

sys.exit(main())
