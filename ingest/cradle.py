"""Runs a module in a process that ends when the one that started it does.

By itself, since loading the module takes a second or, on a busy machine, many: the kernel is asked before.
"""

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """`python -m ingest.cradle PARENT MODULE …` is `python -m MODULE …`, as a child of the process PARENT."""
    parent, module = int(sys.argv[1]), sys.argv[2]
    end_with_parent(parent)
    sys.argv[:] = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def end_with_parent(parent: int) -> None:
    """Have the kernel kill this process once its parent is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)  # it died before we asked to die with it


if __name__ == "__main__":
    main()
