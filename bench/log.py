"""Metric `log` of bench.py: output at full speed through a supervisor's capture, beside `cat`."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LINE_BYTES = 100
ROTATIONS = 5  # of each writer's file in a run
STALL_SECONDS = 30  # without a new byte: something is lost


@dataclass(frozen=True)
class Shape:
    """What writes in one run."""

    name: str
    writers: int
    block: int
    fleet: int = 0
    form: str = "raw"

    def names(self) -> list[str]:
        return [f"w{i:02}" for i in range(self.writers)]


class Way:
    """One way from writers to files, in a directory of its own."""

    name = ""

    def __init__(self, work: Path, shape: Shape, lines: int):
        self.directory = Path(tempfile.mkdtemp(prefix="log-", dir=work))
        self.work, self.shape, self.lines = work, shape, lines
        self.gate = self.directory / "gate"
        self.logs = self.directory / "logs"
        self.logs.mkdir()
        self.max_bytes = lines * LINE_BYTES // ROTATIONS
        self.process: subprocess.Popen | None = None

    @staticmethod
    def is_here() -> bool:
        return True

    def suits(self) -> bool:
        return not self.shape.fleet and self.shape.form == "raw"

    def command(self, name: str) -> list[str]:
        return [f"{self.work}/writer", "write", str(self.gate), name, str(self.shape.block), str(self.lines)]

    def idle(self) -> list[tuple[str, list[str]]]:
        marks = str(self.directory / "marks")
        return [(f"idle{i}", [f"{self.work}/mark", marks, f"idle{i}"]) for i in range(self.shape.fleet)]

    def launch(self, command: list, **options) -> None:
        with open(self.directory / "output", "ab") as output:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=output, start_new_session=True, **options)

    def start(self) -> None:
        raise NotImplementedError

    def files(self, name: str) -> list[Path]:
        """Oldest first."""
        old = [path for path in self.logs.glob(f"{name}.*") if path.suffix[1:].isdigit()]
        return sorted(old, key=lambda path: -int(path.suffix[1:])) + [self.logs / name]

    def cpu_seconds(self) -> float:
        """Of the supervisor so far, with its threads that have ended."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Ends what it started, each by its pid, and removes what was written."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        marks = self.directory / "marks"
        for line in marks.read_text().splitlines() if marks.exists() else []:
            pid = int(line.split()[1])
            try:
                if Path(f"/proc/{pid}/comm").read_text().strip() == "mark":
                    os.kill(pid, signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                pass
        shutil.rmtree(self.directory, ignore_errors=True)


class Direct(Way):
    name = "writer > file"
    pipe = ""

    def start(self) -> None:
        lines = [f"{shlex.join(self.command(name))} {self.pipe}> {self.logs}/{name} &" for name in self.shape.names()]
        self.launch(["/bin/sh", "-c", "\n".join([*lines, "wait"])])

    def cpu_seconds(self) -> float:
        return 0.0


class Cat(Direct):
    name = "writer to cat to file"
    pipe = "| cat "

    def cpu_seconds(self) -> float:
        """Children of the shell, as far as they are `cat`."""
        seconds = 0.0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                text = path.read_text()
                if "(cat)" in text and int(text.rsplit(")", 1)[1].split()[1]) == self.process.pid:
                    seconds += int((path.parent / "schedstat").read_text().split()[0]) / 1e9
            except (OSError, ValueError):
                pass
        return seconds


class Taskmaster(Way):
    name = "taskmaster"

    def suits(self) -> bool:
        return True

    def start(self) -> None:
        lines = ["defaults: {starttime: 0, autorestart: false, stoptime: 2}", "programs:"]
        for name in self.shape.names():
            lines += [f"  {name}:", f"    cmd: {shlex.join(self.command(name))}", f"    stdout: {self.logs}/{name}",
                      f"    logrotate: {{maxbytes: {self.max_bytes}, backups: {20 * ROTATIONS}}}",
                      f"    format: {self.shape.form}"]
        for name, command in self.idle():
            lines += [f"  {name}:", f"    cmd: {shlex.join(command)}", f"    stdout: {self.directory}/{name}.log"]
        (self.directory / "taskmaster.yaml").write_text("\n".join(lines) + "\n")
        self.launch([ROOT / "bin/taskmasterd", "-c", self.directory / "taskmaster.yaml"],
                    env=dict(os.environ, TASKMASTER_RUNTIME_DIR=str(self.directory / "run"),
                             TASKMASTER_STATE_DIR=str(self.directory / "state")))


class Supervisord(Way):
    name = "supervisord"

    @staticmethod
    def is_here() -> bool:
        return shutil.which("supervisord") is not None

    def suits(self) -> bool:
        return self.shape.form == "raw"

    def start(self) -> None:
        d = self.directory
        programs = [(name, self.command(name), self.logs / name) for name in self.shape.names()]
        programs += [(name, command, d / f"{name}.log") for name, command in self.idle()]
        lines = ["[supervisord]", "nodaemon=true", f"minfds={max(1024, 6 * len(programs))}", f"logfile={d}/log",
                 f"pidfile={d}/pid"]
        for name, command, log in programs:
            lines += [f"[program:{name}]", f"command={shlex.join(command)}", "autorestart=false", "startsecs=0",
                      f"stdout_logfile={log}", f"stdout_logfile_maxbytes={self.max_bytes}",
                      f"stdout_logfile_backups={20 * ROTATIONS}"]
        (d / "conf").write_text("\n".join(lines) + "\n")
        self.launch(["supervisord", "-c", d / "conf"])


WAYS = (Direct, Cat, Taskmaster, Supervisord)


def one_run(way: Way, total: int) -> dict[str, float]:
    """Waits until all that runs beside is there, opens the gate, and times until the last byte is in a file."""
    way.start()
    await_start(way)
    before = way.cpu_seconds()
    way.gate.touch()
    finished, after = await_bytes(way, total)
    began = min(int(Path(f"{way.gate}.{name}").read_text()) for name in way.shape.names())
    for name in way.shape.names():
        # supervisord cuts lines in two at nearly every rotation: its files are one text.
        joined = way.name == "supervisord"
        files = way.files(name)
        if joined:
            subprocess.run(f"cat {shlex.join(map(str, files))} > {way.directory}/joined", shell=True, check=True)
            files = [way.directory / "joined"]
        subprocess.run([way.work / "writer", "verify", name, str(way.lines), *files], check=True)
    return {"MB/s": total / 1e6 / ((finished - began) / 1e9), "CPU s/GB": (after - before) / (total / 1e9)}


def await_start(way: Way) -> None:
    deadline = time.monotonic() + 300
    writer = str(way.work / "writer")
    while time.monotonic() < deadline:
        marks = way.directory / "marks"
        idle = marks.read_bytes().count(b"\n") if marks.exists() else 0
        if idle >= way.shape.fleet and writers(writer, str(way.gate)) >= way.shape.writers:
            time.sleep(1.5)  # the start's own work is over
            return
        time.sleep(0.05)
    raise RuntimeError(f"{way.name}: not all programs run")


def writers(program: str, gate: str) -> int:
    count = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        count += len(words) > 3 and words[0] == program.encode() and words[2] == gate.encode()
    return count


def await_bytes(way: Way, total: int) -> tuple[int, float]:
    """When the last byte came, and the CPU seconds by then."""
    size, changed = -1, time.monotonic_ns()
    cpu = way.cpu_seconds()
    while True:
        now, found = time.monotonic_ns(), 0
        for name in way.shape.names():
            for path in way.files(name):
                try:
                    found += path.stat().st_size
                except FileNotFoundError:
                    pass  # renamed at this very moment
        if found != size:
            size, changed, cpu = found, now, max(cpu, way.cpu_seconds())
        is_over = found >= total if way.shape.form == "raw" else is_quiet(way, now - changed)
        if is_over:
            return changed, max(cpu, way.cpu_seconds())
        if now - changed > STALL_SECONDS * 1e9:
            raise RuntimeError(f"{way.name}: {found} of {total} bytes, and no more come")
        time.sleep(0.01 if way.shape.writers == 1 else 0.03)


def is_quiet(way: Way, quiet_nanos: int) -> bool:
    """Whether the writers have ended and nothing came since: formatted lines have no length known before."""
    return quiet_nanos > 500_000_000 and writers(str(way.work / "writer"), str(way.gate)) == 0


def log(work: Path, options) -> dict:
    """Output at full speed: MB/s into files, the median of the rounds; every line is verified. `of cat`
    is the ratio to `writer | cat > file` in the same run, and CPU that of the supervisor."""
    subprocess.run(["gcc", "-O2", "-o", work / "writer", HERE / "writer.c"], check=True)
    shapes = [Shape("1 x 64K", 1, 65536), Shape("20 x 4K", 20, 4096),
              Shape("1 x 64K, prefixed", 1, 65536, form="prefixed")]
    if options.fleet:
        shapes.append(Shape(f"1 x 64K beside {options.fleet}", 1, 65536, fleet=options.fleet))
    peers = options.peers.split(",")
    ways = [w for w in WAYS if w.is_here() and (w in (Direct, Cat) or w.name in peers)]
    samples: dict[tuple[str, str], list[dict[str, float]]] = {}
    for turn in range(options.log_rounds):
        for shape in shapes:
            lines = options.mb * 1_000_000 // LINE_BYTES // shape.writers
            for kind in ways[turn % len(ways):] + ways[:turn % len(ways)]:
                way = kind(work, shape, lines)
                try:
                    if way.suits():
                        found = one_run(way, lines * LINE_BYTES * shape.writers)
                        samples.setdefault((shape.name, way.name), []).append(found)
                finally:
                    way.end()
    return summarized(samples, shapes)


def summarized(samples: dict, shapes: list[Shape]) -> dict:
    figures = {}
    for (shape, name), runs in samples.items():
        speed = statistics.median(run["MB/s"] for run in runs)
        shape_of_cat = shape if (shape, Cat.name) in samples else shapes[0].name
        cat = statistics.median(run["MB/s"] for run in samples[shape_of_cat, Cat.name])
        figures[f"{shape}: {name}"] = {
            "MB/s": round(speed),
            "from": round(min(run["MB/s"] for run in runs)),
            "to": round(max(run["MB/s"] for run in runs)),
            "of cat": round(speed / cat, 2),
            "CPU s/GB": round(statistics.median(run["CPU s/GB"] for run in runs), 2)}
    return figures
