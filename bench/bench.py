#!/usr/bin/env python3
"""Measures taskmaster beside the supervisors that are installed here (supervisord, runit).

    bench/bench.py                 all metrics, short form; prints a table
    bench/bench.py restart --n 60  one metric
    bench/bench.py log --fleet 900 output at full speed, also beside 900 idle programs: an hour;
                                   --mb 200 --log-rounds 3 for a glance, which scatters by 40 %
    bench/bench.py --record        appends to bench/results/DATE.md too

Needs Linux, Python 3.10, gcc and a built image (any start of bin/taskmasterd makes it). It installs
nothing. The machine is assumed to be noisy: supervisors take turns within a metric, and what counts
are the ratios between them. A child notes the time itself as its first act (mark.c), so what is
measured ends when the child runs, not when somebody noticed.
"""

from __future__ import annotations

import argparse
import datetime
import http.client
import json
import os
import platform
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import log as log_metric

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SETTLED_SECONDS = 1.3  # the peers restart at once only what ran for over a second


class Marks:
    """The lines that the children wrote."""

    def __init__(self, path: Path):
        self.path = path
        path.touch()

    def all(self) -> list[tuple[str, int, int]]:
        found = []
        for line in self.path.read_text().splitlines():
            name, pid, at = line.split()
            found.append((name, int(pid), int(at)))
        return found

    def wait(self, count: int, seconds: float) -> list[tuple[str, int, int]]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.path.read_bytes().count(b"\n") >= count:
                return self.all()
            time.sleep(0.0005)
        raise RuntimeError(f"{self.path}: fewer than {count} children after {seconds} s")


class Supervisor:
    """One supervisor in a directory of its own; subclasses say how it is configured and asked."""

    name = ""

    def __init__(self, work: Path):
        self.directory = work / self.name
        self.directory.mkdir()
        self.marks = Marks(self.directory / "marks")
        self.mark = work / "mark"
        self.process: subprocess.Popen | None = None

    def launch(self, command: list, **options) -> None:
        with open(self.directory / "output", "ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, **options)

    def run(self, command: list) -> str:
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300, env=self.environment())
        return done.stdout

    def environment(self) -> dict:
        return dict(os.environ)

    def end(self) -> None:
        """Ends the supervisor and every child that wrote its pid down, each by its pid."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        for _, pid, _ in self.marks.all():
            try:
                if Path(f"/proc/{pid}/comm").read_text().strip() == "mark":
                    os.kill(pid, signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                pass

    stop_signal = signal.SIGTERM


class Taskmaster(Supervisor):
    name = "taskmaster"

    @staticmethod
    def is_here() -> bool:
        return (ROOT / "bin/taskmasterd").exists()

    def environment(self) -> dict:
        return dict(os.environ, TASKMASTER_RUNTIME_DIR=str(self.directory / "run"),
                    TASKMASTER_STATE_DIR=str(self.directory / "state"))

    def configure(self, names: list[str], changed: str = "") -> None:
        lines = [f"server: {{socket: {self.directory}/control.sock}}", "programs:"]
        for name in names:
            lines.append(f"  {name}:")
            lines.append(f"    cmd: {self.mark} {self.marks.path} {name}")
            lines.append("    autorestart: true")
            lines.append("    starttime: 0")
            lines.append(f"    stdout: {self.directory}/{name}.log")
            if name == changed:
                lines.append("    env: {CHANGED: 1}")
        (self.directory / "taskmaster.yaml").write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        self.launch([ROOT / "bin/taskmasterd", "-c", self.directory / "taskmaster.yaml"],
                    env=self.environment())

    def client(self, *words) -> list:
        return [ROOT / "bin/taskmasterctl", "-s", self.directory / "control.sock", *words]

    def api_millis(self) -> float:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.directory / "control.sock"))
        connection.request("GET", "/api/v1/processes")
        json.loads(connection.getresponse().read())
        connection.close()
        return (time.perf_counter() - began) * 1000


class Supervisord(Supervisor):
    name = "supervisord"

    @staticmethod
    def is_here() -> bool:
        return shutil.which("supervisord") is not None

    def configure(self, names: list[str], changed: str = "") -> None:
        d = self.directory
        lines = ["[supervisord]", "nodaemon=true", f"minfds={max(1024, 6 * len(names))}",
                 f"logfile={d}/log", f"pidfile={d}/pid", "[unix_http_server]", f"file={d}/s",
                 "[rpcinterface:supervisor]",
                 "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
                 "[supervisorctl]", f"serverurl=unix://{d}/s"]
        for name in names:
            lines += [f"[program:{name}]", f"command={self.mark} {self.marks.path} {name}",
                      "autorestart=true", "startsecs=0", f"stdout_logfile={d}/{name}.log"]
            if name == changed:
                lines.append("environment=CHANGED=1")
        (d / "conf").write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        self.launch(["supervisord", "-c", self.directory / "conf"])

    def client(self, *words) -> list:
        translated = {"reload": "update"}
        return ["supervisorctl", "-c", self.directory / "conf", *[translated.get(w, w) for w in words]]

    def api_millis(self) -> float:
        body = b"<methodCall><methodName>supervisor.getAllProcessInfo</methodName></methodCall>"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.directory / "s"))
        connection.request("POST", "/RPC2", body, {"Content-Type": "text/xml"})
        connection.getresponse().read()
        connection.close()
        return (time.perf_counter() - began) * 1000


class Runit(Supervisor):
    name = "runit"
    stop_signal = signal.SIGHUP  # runsvdir: end the services too

    @staticmethod
    def is_here() -> bool:
        return shutil.which("runsvdir") is not None

    def configure(self, names: list[str], changed: str = "") -> None:
        for name in names:
            service = self.directory / "services" / name
            service.mkdir(parents=True, exist_ok=True)
            run = service / "run"
            run.write_text(f"#!/bin/sh\nexec {self.mark} {self.marks.path} {name} >>{self.directory}/{name}.log\n")
            run.chmod(0o755)

    def start(self) -> None:
        self.launch(["runsvdir", self.directory / "services"])


def median(values: list[float]) -> float:
    return round(statistics.median(values), 3)


def restart(work: Path, kinds: list, options) -> dict:
    """Milliseconds from SIGKILL of a child until the new child runs."""
    running, targets, samples = [], {}, {}
    try:
        for kind in kinds:
            supervisor = kind(work)
            running.append(supervisor)
            supervisor.configure(["target", *[f"idle{i}" for i in range(options.fleet)]])
            supervisor.start()
            marks = supervisor.marks.wait(options.fleet + 1, 300)
            targets[supervisor.name] = next(m for m in marks if m[0] == "target")
            samples[supervisor.name] = []
        for turn in range(options.n):
            for supervisor in running[turn % len(running):] + running[:turn % len(running)]:
                _, pid, at = targets[supervisor.name]
                time.sleep(max(0.0, SETTLED_SECONDS - (time.monotonic_ns() - at) / 1e9) + random.uniform(0.02, 0.3))
                before = len(supervisor.marks.all())
                killed = time.monotonic_ns()
                os.kill(pid, signal.SIGKILL)
                new = supervisor.marks.wait(before + 1, 30)[-1]
                targets[supervisor.name] = new
                samples[supervisor.name].append((new[2] - killed) / 1e6)
    finally:
        for supervisor in running:
            supervisor.end()
    return {name: {"median ms": median(v), "p90 ms": round(sorted(v)[int(len(v) * 0.9)], 3)}
            for name, v in samples.items()}


def spawn(work: Path, kinds: list, options) -> dict:
    """Seconds from the daemon's start until the last of N children runs."""
    samples: dict = {}
    for turn in range(options.rounds):
        for kind in kinds:
            if kind is Runit and options.count >= 1000:
                continue
            place = Path(tempfile.mkdtemp(dir=work))
            shutil.copy(work / "mark", place / "mark")
            supervisor = kind(place)
            try:
                supervisor.configure([f"p{i}" for i in range(options.count)])
                began = time.monotonic_ns()
                supervisor.start()
                marks = supervisor.marks.wait(options.count, 300)
                found = samples.setdefault(supervisor.name, {"first s": [], "all s": []})
                found["first s"].append((min(m[2] for m in marks) - began) / 1e9)
                found["all s"].append((max(m[2] for m in marks) - began) / 1e9)
            finally:
                supervisor.end()
    return {name: {key: median(values) for key, values in found.items()} for name, found in samples.items()}


def control(work: Path, kinds: list, options) -> dict:
    """Milliseconds of status and of a reload that changes nothing, at N programs."""
    running, samples = [], {}
    try:
        for kind in kinds:
            if kind is Runit:
                continue
            supervisor = kind(work)
            running.append(supervisor)
            supervisor.configure([f"p{i}" for i in range(options.count)])
            supervisor.start()
            supervisor.marks.wait(options.count, 300)
            samples[supervisor.name] = {"API ms": [], "client ms": [], "reload ms": [], "pids kept": []}
        time.sleep(2)
        for _ in range(options.n):
            for supervisor in running:
                found = samples[supervisor.name]
                found["API ms"].append(supervisor.api_millis())
                for key, words in (("client ms", ["status"]), ("reload ms", ["reload"])):
                    before = {pid for _, pid, _ in supervisor.marks.all()}
                    began = time.perf_counter()
                    supervisor.run(supervisor.client(*words))
                    found[key].append((time.perf_counter() - began) * 1000)
                found["pids kept"].append(sum(Path(f"/proc/{pid}").exists() for pid in before))
    finally:
        for supervisor in running:
            supervisor.end()
    return {name: {key: median(values) for key, values in found.items()} for name, found in samples.items()}


def activity(pid: int) -> tuple[float, int]:
    """CPU seconds and context switches of a process so far."""
    ticks, switches = 0, 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
        for line in (task / "status").read_text().splitlines():
            if "ctxt_switches" in line:
                switches += int(line.split()[1])
    return ticks / os.sysconf("SC_CLK_TCK"), switches


def idle(work: Path, kinds: list, options) -> dict:
    """CPU and wake-ups of an idle daemon with N programs, beside a JVM that only sleeps."""
    running, pids = [], {}
    java = java_of_taskmaster(work)
    sleeper = None
    try:
        if java:
            subprocess.run([java.replace("/java", "/javac"), "-d", work, HERE / "Sleep.java"], check=True)
            sleeper = subprocess.Popen([java, *JVM_FLAGS, "-cp", work, "Sleep"])
            pids["a sleeping JVM"] = sleeper.pid
        for kind in kinds:
            if kind is Runit:
                continue
            supervisor = kind(work)
            running.append(supervisor)
            supervisor.configure([f"p{i}" for i in range(options.count)])
            supervisor.start()
            supervisor.marks.wait(options.count, 300)
            pids[supervisor.name] = supervisor.process.pid
        time.sleep(20)  # compilers and trimmers come to rest
        before = {name: activity(pid) for name, pid in pids.items()}
        time.sleep(options.seconds)
        after = {name: activity(pid) for name, pid in pids.items()}
        return {name: {"CPU %": round(100 * (after[name][0] - before[name][0]) / options.seconds, 3),
                       "switches/s": round((after[name][1] - before[name][1]) / options.seconds, 2),
                       "PSS MB": pss(pid)}
                for name, pid in pids.items()}
    finally:
        for supervisor in running:
            supervisor.end()
        if sleeper:
            sleeper.kill()
            sleeper.wait()


JVM_FLAGS = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"]


def pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def java_of_taskmaster(work: Path) -> str | None:
    """The java that runs the daemon: the sleeper must be the same."""
    probe = Path(tempfile.mkdtemp(dir=work))
    shutil.copy(work / "mark", probe / "mark")
    supervisor = Taskmaster(probe)
    try:
        supervisor.configure(["probe"])
        supervisor.start()
        supervisor.marks.wait(1, 300)
        return os.readlink(f"/proc/{supervisor.process.pid}/exe")
    finally:
        supervisor.end()


def log(work: Path, kinds: list, options) -> dict:
    return log_metric.log(work, options)


log.__doc__ = log_metric.log.__doc__


METRICS = {
    "restart": (restart, {}),
    "restart-fleet": (restart, {"fleet": 900}),
    "spawn": (spawn, {}),
    "control-1": (control, {"count": 1}),
    "control": (control, {}),
    "idle": (idle, {}),
    "log": (log, {}),
}


def table(name: str, figures: dict, described: str) -> str:
    columns = list(next(iter(figures.values())))
    rows = [f"### {name}", "", described, "", "| | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    rows += [f"| {who} | " + " | ".join(str(found[c]) for c in columns) + " |" for who, found in figures.items()]
    return "\n".join(rows) + "\n"


def machine() -> str:
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), "?")
    return f"{os.cpu_count()} cores ({cpu}), Linux {platform.release()}, {datetime.date.today()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("metrics", nargs="*", help=", ".join(METRICS))
    parser.add_argument("--n", type=int, default=20, help="samples")
    parser.add_argument("--rounds", type=int, default=3, help="starts of each daemon in spawn")
    parser.add_argument("--count", type=int, default=1000, help="programs in spawn and control")
    parser.add_argument("--fleet", type=int, default=0, help="idle programs beside the one that is measured")
    parser.add_argument("--mb", type=int, default=2000, help="megabytes in each run of log")
    parser.add_argument("--log-rounds", type=int, default=9, help="rounds of log")
    parser.add_argument("--seconds", type=int, default=30, help="how long idle watches")
    parser.add_argument("--peers", default="taskmaster,supervisord,runit")
    parser.add_argument("--record", action="store_true", help="write bench/results/DATE.md too")
    options = parser.parse_intermixed_args()
    kinds = [k for k in (Taskmaster, Supervisord, Runit) if k.name in options.peers.split(",") and k.is_here()]
    texts = [f"# Measured on {machine()}\n"]
    for name in options.metrics or [name for name in METRICS if name != "log"]:
        metric, overrides = METRICS[name]
        chosen = argparse.Namespace(**{**vars(options), **overrides})
        with tempfile.TemporaryDirectory(prefix="taskmaster-bench-", ignore_cleanup_errors=True) as work:
            subprocess.run(["gcc", "-O2", "-static", "-o", f"{work}/mark", HERE / "mark.c"], check=True)
            print(f"{name} ...", file=sys.stderr)
            texts.append(table(name, metric(Path(work), kinds, chosen), metric.__doc__))
            print(texts[-1], flush=True)
    if options.record:
        path = HERE / "results" / f"{datetime.date.today()}.md"
        path.parent.mkdir(exist_ok=True)
        if path.exists():
            texts = ["", *texts[1:]]  # the machine is the same
        with open(path, "a") as results:
            results.write("\n".join(texts))


if __name__ == "__main__":
    main()
