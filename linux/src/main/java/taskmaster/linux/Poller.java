package taskmaster.linux;

/// Waits for many descriptors at once (epoll(7)), level-triggered.
///
/// One platform thread at a time calls [#await]; everything else may be called from any thread. It
/// never wakes by itself. A virtual thread in [#await] would pin its carrier.
public interface Poller extends AutoCloseable {

    /// Something can be read, or the process of a pidfd is dead (EPOLLIN).
    int READABLE = 0x001;

    /// Something can be written (EPOLLOUT).
    int WRITABLE = 0x004;

    /// Error condition, always reported (EPOLLERR).
    int ERROR = 0x008;

    /// The other end is gone, always reported (EPOLLHUP).
    int HANGUP = 0x010;

    /// Report once, then stay silent until [#modify] (EPOLLONESHOT).
    int ONE_SHOT = 1 << 30;

    /// Starts watching a descriptor.
    ///
    /// @param token what [#await] answers for it; anything but `Long.MIN_VALUE`
    /// @param events union of the constants above
    /// @return 0, or the errno: EEXIST, EPERM (a regular file), ENOSPC, EBADF
    int add(int fd, long token, int events);

    /// Changes token and events of a watched descriptor; 0 silences all but [#ERROR] and [#HANGUP].
    ///
    /// @return 0, or the errno: ENOENT, EBADF
    int modify(int fd, long token, int events);

    /// Stops watching. To be called before the descriptor is closed. A concurrent [#await] may
    /// still answer its token once.
    ///
    /// @return 0, or the errno: ENOENT, EBADF
    int remove(int fd);

    /// Blocks until a descriptor is ready, [#wake] or [#close] is called, or the time is over.
    ///
    /// @param tokens filled from 0 with the tokens of ready descriptors
    /// @param timeoutMillis 0: do not block; -1: no limit
    /// @return number of tokens; 0 after a wake, a close or a timeout
    int await(long[] tokens, int timeoutMillis);

    /// What is ready at the descriptor of `tokens[index]` of the last [#await]; only for its
    /// thread.
    int events(int index);

    /// Makes the current or the next [#await] return.
    void wake();

    /// Ends a concurrent [#await] and frees the descriptors of the poller; idempotent.
    @Override
    void close();
}
