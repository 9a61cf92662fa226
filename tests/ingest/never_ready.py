"""A worker's module that is loaded for ever, and says on standard error that it has begun."""

import sys
import time

if __name__ == "__main__":
    sys.stderr.write("loading\n")
    time.sleep(120)
