import sys

from tests.performance.bench import main

sys.exit(main(sys.argv[1:]))
