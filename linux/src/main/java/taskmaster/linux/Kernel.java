package taskmaster.linux;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/// The whole system-call surface of taskmaster: whatever the daemon asks of Linux goes through
/// here, and tests put another implementation in its place.
///
/// Expected failures are values. A call that yields a number returns it, or the negated errno; one
/// that yields nothing returns 0, or the errno ([Errno] names and explains it). Unless it is said
/// otherwise, calls may come from any thread and do not block. Those that may block belong on a
/// platform thread: a blocked system call pins the carrier of a virtual one.
public interface Kernel {

    // Processes

    /// Gives the calling platform thread a umask and a working directory of its own, once, for its
    /// life (`unshare(CLONE_FS)`), so that [#spawn] on it races with nobody. Such a thread should
    /// do nothing but spawn and what belongs to it.
    ///
    /// @return false where the system refuses (Docker's default seccomp profile): then [#spawn]
    ///   sets and restores the umask of the whole daemon under a lock, and all own files need
    ///   [#setPermissions]
    boolean prepareSpawnerThread();

    /// Starts a program. May block, on a dead network file system for long: for spawner threads.
    SpawnResult spawn(SpawnRequest request);

    /// Reaps a child of [#spawn], if it is dead. To be called by one thread per child, the same
    /// that signals its group.
    ReapResult reap(int pid, int pidfd);

    /// Finds a dead child, of [#spawn] or an adopted orphan, and leaves it a zombie. What is not
    /// [#spawn]'s goes to [#reapOrphan]; what is hides the orphans behind it until it is reaped.
    ///
    /// @return its pid; empty if there is none, or if it cannot be told yet whose it is because a
    ///   spawn is under way: ask again after that one's result
    OptionalInt peekDeadChild();

    /// Reaps a dead child that [#spawn] did not start.
    ///
    /// @return [ReapResult.NotOurs] also for every child of [#spawn] that is not reaped yet;
    ///   [ReapResult.StillAlive] also if that cannot be told yet, as for [#peekDeadChild]
    ReapResult reapOrphan(int pid);

    /// A descriptor for a living or dead, not yet reaped process; [Poller#READABLE] when it is
    /// dead.
    ///
    /// @return the close-on-exec pidfd, or the negated errno: ESRCH
    int openPidfd(int pid);

    /// Sends a signal to the very process of the pidfd, never to another that got its pid.
    ///
    /// @return 0, or the errno: ESRCH (dead and reaped), EPERM
    int signal(int pidfd, int signal);

    /// Sends a signal to every member of the process group that this child of [#spawn] leads or
    /// led, also after its own death and reaping, and never to another group that got its number.
    ///
    /// @return 0, or the errno: ESRCH (no member), EPERM (there are members, none may be signalled)
    int signalGroup(int pid, int pidfd, int signal);

    /// True if a member of the process group of this child of [#spawn] lives. Zombies do not count
    /// where `/proc` tells.
    boolean isGroupAlive(int pid, int pidfd);

    /// Pids of the living members of the group of this child of [#spawn], as far as `/proc` tells.
    /// Reads the status of every process: not for hot paths.
    List<Integer> groupMembers(int pid, int pidfd);

    /// Opens a poller.
    ///
    /// @throws IllegalStateException without descriptors or memory for it
    Poller openPoller();

    // Descriptors and files; paths are passed as UTF-8, relative ones are from the daemon's
    // directory

    /// Opens a file, close-on-exec. May block: on disks, and on a FIFO without
    /// [OpenFlag#NON_BLOCKING] or [OpenFlag#READ_WRITE].
    ///
    /// @param permissions of a file that is created, 0 to 07777, less the umask
    /// @return the descriptor, or the negated errno
    int open(String path, int permissions, OpenFlag... flags);

    /// Makes a FIFO (mkfifo(3)).
    ///
    /// @return 0, or the errno: EEXIST, ENOENT, EACCES ...
    int makeFifo(String path, int permissions);

    /// Reads into a direct buffer from its position to its limit at most, and advances it.
    ///
    /// @return number of bytes, 0 at the end, or the negated errno: EAGAIN ...
    int read(int fd, ByteBuffer direct);

    /// Writes from a direct buffer, position to limit at most, and advances it.
    ///
    /// @return number of bytes, or the negated errno: EAGAIN, ENOSPC, EPIPE ...
    int write(int fd, ByteBuffer direct);

    /// Reads into a direct buffer, from an offset of a file whose position stays as it is.
    ///
    /// @return number of bytes, 0 at the end, or the negated errno
    int readAt(int fd, ByteBuffer direct, long offset);

    /// Opens a pipe, both ends close-on-exec and non-blocking.
    ///
    /// @param ends filled with the read end and the write end
    /// @return 0, or the errno: EMFILE, ENFILE
    int openPipe(int[] ends);

    /// Copies what stands in a pipe into another one, and leaves it where it is (tee(2)). Never
    /// blocks.
    ///
    /// @return number of bytes, or the negated errno: EAGAIN (nothing there, or no room)
    int tee(int fromPipe, int toPipe, int bytesMax);

    /// Moves bytes from a pipe to the position of a file, without a way through our memory
    /// (splice(2)): whatever happens to the daemon, each byte is in the one or in the other. Does
    /// not wait for the pipe; the file may block. While it does, whoever writes to the pipe hangs.
    ///
    /// @param toFile not opened with [OpenFlag#APPEND]
    /// @return number of bytes, 0 if nothing stands there, or the negated errno: EAGAIN, ENOSPC;
    ///   EINVAL where the file system cannot do it
    int splice(int fromPipe, int toFile, int bytesMax);

    /// Connects a socket to a Unix datagram socket, such as the log socket of the system. It is
    /// close-on-exec and non-blocking; each [#write] sends one datagram.
    ///
    /// @return the descriptor, or the negated errno: ENOENT, EACCES, ECONNREFUSED (nobody
    ///   receives), EPROTOTYPE (a stream socket), ENAMETOOLONG
    int connectDatagram(String path);

    /// Closes a descriptor. It is closed whatever the result says, and is not to be closed again.
    ///
    /// @return 0, or the errno: EBADF, or a late EIO
    int close(int fd);

    /// Makes another, close-on-exec descriptor, 3 or above, of the same open file.
    ///
    /// @return the descriptor, or the negated errno: EBADF, EMFILE
    int duplicate(int fd);

    /// Makes `target` another descriptor of the same open file; what it was is closed (dup3(2)). It
    /// is not close-on-exec: this is for standard input, output and error.
    ///
    /// @return 0, or the errno: EBADF
    int replace(int target, int fd);

    /// Sets the permission bits, whatever the umask (fchmod(2)).
    ///
    /// @return 0, or the errno
    int setPermissions(int fd, int permissions);

    /// Sets owner and group (fchown(2)); -1 leaves one as it is.
    ///
    /// @return 0, or the errno
    int setOwner(int fd, int uid, int gid);

    /// Sets or clears O_NONBLOCK, which every process that shares the open file sees.
    ///
    /// @return 0, or the errno
    int setNonBlocking(int fd, boolean isNonBlocking);

    /// Number of bytes that can be read now from a FIFO, pipe or socket (FIONREAD).
    ///
    /// @return the number, or the negated errno
    int bytesAvailable(int fd);

    /// Sets the capacity of a pipe or FIFO. As an ordinary user, after 64 pipes of 1 MiB this fails
    /// with EPERM, and new pipes shrink to 8 KiB: for hot ones only.
    ///
    /// @return the capacity now, in bytes, or the negated errno
    int setPipeSize(int fd, int bytes);

    /// Moves to the end of a file.
    ///
    /// @return the size in bytes, or the negated errno: ESPIPE ...
    long seekToEnd(int fd);

    /// Number of names that an open file has; 0 if it was removed.
    ///
    /// @return the number, or the negated errno
    int linkCount(int fd);

    /// Cuts or extends a file.
    ///
    /// @return 0, or the errno
    int truncate(int fd, long bytes);

    // The daemon's own process

    /// Own pid.
    int pid();

    /// Effective user.
    int uid();

    /// Effective group.
    int gid();

    /// The umask the daemon was started with, or that of [#setUmask].
    int umask();

    /// Sets the umask of the daemon and of all children that name none.
    void setUmask(int umask);

    /// RLIMIT_NOFILE now. HotSpot itself raises the soft limit to the hard one at its start, and
    /// nobody can tell the original after it: start the JVM with `-XX:-MaxFDLimit`.
    NoFileLimit noFileLimit();

    /// Sets the own RLIMIT_NOFILE.
    ///
    /// @return 0, or the errno: EPERM (hard limit raised)
    int setNoFileLimit(NoFileLimit limit);

    /// Adopts orphaned descendants, as PID 1 does (PR_SET_CHILD_SUBREAPER).
    ///
    /// @return 0, or the errno
    int becomeSubreaper();

    /// Gives a signal its default action, to be called before `sun.misc.Signal.handle`, which
    /// silently does nothing for a signal that was ignored at the start (`nohup`).
    ///
    /// @return 0, or the errno: EINVAL
    int setDefaultSignal(int signal);

    /// Makes the daemon the leader of a session without a terminal (setsid(2)).
    ///
    /// @return the session, or the negated errno: EPERM (leads a group already)
    int startSession();

    /// Ends the daemon at once (`_exit`): no shutdown hooks, nothing flushed. The JVM's own exit
    /// waits 300 ms for threads in system calls.
    void exitNow(int code);
}
