"""Runs a command in a pseudo-terminal and relays bytes between it and our own standard streams.

usage: terminal.py REPORT COMMAND...

When the command has ended, REPORT says its exit status and whether it left the terminal's settings
as it found them.
"""
import fcntl, os, pty, select, struct, sys, termios

report, command = sys.argv[1], sys.argv[2:]
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
before = termios.tcgetattr(slave)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    os.closerange(3, 64)
    os.execvp(command[0], command)

# Who types faster than the command reads must not keep us from showing what it writes.
os.set_blocking(master, False)
sources = [0, master]
typed = b""
status = None
while status is None:
    ready, writable, _ = select.select(sources, [master] if typed else [], [], 0.02)
    if master in ready:
        os.write(1, os.read(master, 65536))
    if 0 in ready:
        keys = os.read(0, 65536)
        typed += keys
        if not keys:
            sources.remove(0)
    if master in writable:
        typed = typed[os.write(master, typed[:256]):]
    done, code = os.waitpid(pid, os.WNOHANG)
    if done:
        status = os.waitstatus_to_exitcode(code)
while select.select([master], [], [], 0)[0]:
    os.write(1, os.read(master, 65536))
after = termios.tcgetattr(slave)
with open(report + ".new", "w") as file:
    file.write("%d %s" % (status, "restored" if after == before else "changed"))
os.rename(report + ".new", report)
