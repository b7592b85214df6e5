# Copyright (c) biops.looker contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: a sandbox in a process of its own, playbooks, time and memory. Linux only."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
_SANDBOX = ROOT / "roles" / "sandbox" / "files"
_BETWEEN_LOOKS = 0.05  # seconds


@dataclass(frozen=True)
class Server:
    """A sandbox that runs. It has started when its first answer is there; `environment` leads modules to it."""

    base_url: str
    pid: int
    seconds_to_start: float
    environment: dict[str, str]

    def cpu_seconds(self) -> float:
        """Processor time that the server has used so far."""
        user, system = (Path("/proc") / str(self.pid) / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def requests(self) -> list[dict[str, Any]]:
        """What was asked since `forget_requests`."""
        with urlopen(f"{self.base_url}/_sandbox/requests") as answer:
            log: list[dict[str, Any]] = json.load(answer)
        return log

    def forget_requests(self) -> None:
        urlopen(Request(f"{self.base_url}/_sandbox/requests", method="DELETE")).close()

    def resident_mb(self) -> float:
        """Memory of the server in megabytes."""
        return _kilobytes(Path("/proc") / str(self.pid) / "status", "VmRSS:") / 1024


@dataclass(frozen=True)
class Cost:
    """Of one run of ansible-playbook, all its processes together: seconds on the clock, seconds of processor time
    (which say more on a busy machine), megabytes at the peak."""

    seconds: float
    cpu_seconds: float
    megabytes: float


@contextmanager
def sandbox(seed: Mapping[str, Any] | None = None, latency_ms: int = 0) -> Iterator[Server]:
    """A sandbox for the length of a with block, with the state document `seed`."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--max-lifetime", "600", "--latency-ms", str(latency_ms)]
        if seed is not None:
            path = Path(folder) / "seed.json"
            path.write_text(json.dumps(seed), encoding="utf-8")
            arguments += ["--seed", str(path)]
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "looker_sandbox", *arguments],
            env={**os.environ, "PYTHONPATH": str(_SANDBOX)},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            urlopen(f"{ready['base_url']}/alive").close()
            seconds = time.perf_counter() - start
            names = ("base_url", "client_id", "client_secret")
            environment = {f"LOOKERSDK_{name.upper()}": ready[name] for name in names}
            yield Server(ready["base_url"], process.pid, seconds, environment)
        finally:
            process.terminate()
            process.wait(timeout=10)


def play(tasks: list[dict[str, Any]], server: Server, *arguments: str) -> Cost:
    """Run tasks on localhost with ansible-playbook. Raises RuntimeError with the output if it fails."""
    content = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    with tempfile.TemporaryDirectory() as folder:
        playbook = Path(folder) / "play.yml"
        playbook.write_text(json.dumps(content), encoding="utf-8")
        output = Path(folder) / "output"
        with output.open("w") as file:
            start, cpu_start = time.perf_counter(), _children_cpu_seconds()
            process = subprocess.Popen(
                ["ansible-playbook", str(playbook), *arguments],
                env={**os.environ, **server.environment},
                stdout=file,
                stderr=file,
            )
            peak = 0.0
            while process.poll() is None:
                peak = max(peak, _family_megabytes(process.pid))
                time.sleep(_BETWEEN_LOOKS)
            seconds = time.perf_counter() - start
        if process.returncode:
            raise RuntimeError(output.read_text())
        return Cost(seconds, _children_cpu_seconds() - cpu_start, peak)


def middle(measure: Callable[[], float], runs: int = RUNS) -> float:
    """The median of a few measurements."""
    return median(measure() for _unused in range(runs))


def say(what: str, value: str, target: str = "") -> None:
    """One line of the report."""
    print(f"  {what:<62}{value:>12}{f'   target {target}' if target else ''}", flush=True)


def _children_cpu_seconds() -> float:
    """Of all processes below this one that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _family_megabytes(pid: int) -> float:
    """Memory of a process and all below it. What they share is divided among them, so the sum counts it once."""
    total = 0
    for member in _family(pid):
        try:
            total += _kilobytes(Path("/proc") / str(member) / "smaps_rollup", "Pss:")
        except (OSError, StopIteration):
            continue  # has ended meanwhile
    return total / 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in children.read_text().split():
                yield from _family(int(child))
        except OSError:
            continue


def _kilobytes(path: Path, label: str) -> int:
    line = next(line for line in path.read_text().splitlines() if line.startswith(label))
    return int(line.split()[1])
