"""On which cores the processes run: the one whose threads take turns on one, what it starts on all."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.control import until
from tests.processes import descendants_of
from tests.product import Product

SCRIPT = """
import json, os, subprocess, threading
from models.cores import give_all_cores, stay_on_one_core

def cores(number): return sorted(os.sched_getaffinity(number))

ended = threading.Event()
threading.Thread(target=ended.wait).start()
given = cores(0)
stay_on_one_core()
threading.Thread(target=ended.wait).start()
threads = [cores(int(name)) for name in os.listdir("/proc/self/task")]
with subprocess.Popen(["sleep", "60"]) as child:
    inherited = cores(child.pid)
    give_all_cores(child.pid)
    print(json.dumps([given, threads, inherited, cores(child.pid)]))
    child.kill()
ended.set()
"""


def test_threads_stay_on_one_core_and_children_need_not() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    given, threads, inherited, freed = json.loads(done.stdout)
    assert threads == [inherited] * 3
    assert len(inherited) == 1
    assert freed == given


async def test_on_sqlite_the_process_stays_on_one_core_and_its_workers_do_not(
    sqlite_product: Product,
) -> None:
    given = os.sched_getaffinity(0)
    async with sqlite_product.running("bot", "serve") as process:
        await process.ready()

        async def on_one_core() -> bool:
            return len(_cores_of(process.pid)) == 1

        await until(on_one_core, "every thread is on the same core")
        children = descendants_of(process.pid)
        assert len(children) > 1
        assert all(os.sched_getaffinity(child) == given for child in children)


def _cores_of(pid: int) -> set[int]:
    """Those that any of its threads may run on."""
    threads = [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]
    return set().union(*map(os.sched_getaffinity, threads))
