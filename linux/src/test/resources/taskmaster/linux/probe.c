/* Prints the constants and layouts that Abi.java and Errno.java hold, as the headers have them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3 /* an enumerator in newer headers, absent in older ones */
#endif
#define P(name) printf("%s %ld\n", #name, (long)(name))
#define V(name, value) printf("%s %ld\n", name, (long)(value))

int main(void)
{
    V("epollEventBytes", sizeof(struct epoll_event));
    V("epollDataOffset", offsetof(struct epoll_event, data));
    V("openDirectory", O_DIRECTORY);
    V("openNoFollow", O_NOFOLLOW);
    P(AT_FDCWD); P(AT_EACCESS); P(AT_EMPTY_PATH); P(STATX_NLINK);
    P(O_RDONLY); P(O_WRONLY); P(O_RDWR); P(O_CREAT); P(O_EXCL); P(O_NOCTTY); P(O_TRUNC);
    P(O_APPEND); P(O_NONBLOCK); P(O_CLOEXEC); P(O_PATH);
    P(F_GETFL); P(F_SETFL); P(F_DUPFD_CLOEXEC); P(F_SETPIPE_SZ); P(SPLICE_F_NONBLOCK);
    P(F_OK); P(X_OK); P(SEEK_END); P(FIONREAD);
    V("STATX_TYPE_MODE_SIZE", STATX_TYPE | STATX_MODE | STATX_SIZE);
    V("STATX_BYTES", sizeof(struct statx));
    V("STATX_NLINK_OFFSET", offsetof(struct statx, stx_nlink));
    V("STATX_MODE_OFFSET", offsetof(struct statx, stx_mode));
    V("STATX_SIZE_OFFSET", offsetof(struct statx, stx_size));
    P(S_IFMT); P(S_IFDIR); P(CLONE_FS);
    P(POSIX_SPAWN_SETSIGDEF); P(POSIX_SPAWN_SETSIGMASK); P(POSIX_SPAWN_SETSID);
    V("SPAWN_ATTRIBUTES_BYTES", sizeof(posix_spawnattr_t));
    V("SPAWN_ACTIONS_BYTES", sizeof(posix_spawn_file_actions_t));
    P(SIGKILL);
    V("SIGNAL_MAX", _NSIG - 1);
    V("SIGNAL_SET_BYTES", sizeof(sigset_t));
    V("SIGNAL_INFO_BYTES", sizeof(siginfo_t));
    V("SIGNAL_INFO_CODE_OFFSET", offsetof(siginfo_t, si_code));
    V("SIGNAL_INFO_PID_OFFSET", offsetof(siginfo_t, si_pid));
    V("SIGNAL_INFO_STATUS_OFFSET", offsetof(siginfo_t, si_status));
    P(CLD_EXITED); P(CLD_KILLED); P(CLD_DUMPED);
    P(P_ALL); P(P_PID); P(P_PIDFD); P(WNOHANG); P(WEXITED); P(WNOWAIT);
    V("SYS_PIDFD_SEND_SIGNAL", SYS_pidfd_send_signal);
    V("SYS_PIDFD_OPEN", SYS_pidfd_open);
    P(EPOLL_CTL_ADD); P(EPOLL_CTL_DEL); P(EPOLL_CTL_MOD); P(EPOLL_CLOEXEC);
    P(EFD_CLOEXEC); P(EFD_NONBLOCK);
    P(AF_UNIX); P(SOCK_DGRAM); P(SOCK_CLOEXEC); P(SOCK_NONBLOCK);
    V("UNIX_ADDRESS_BYTES", sizeof(struct sockaddr_un));
    V("UNIX_ADDRESS_PATH_OFFSET", offsetof(struct sockaddr_un, sun_path));
    P(RLIMIT_NOFILE);
    V("RLIMIT_BYTES", sizeof(struct rlimit));
    P(PR_SET_CHILD_SUBREAPER);
    V("READABLE", EPOLLIN); V("WRITABLE", EPOLLOUT); V("ERROR", EPOLLERR);
    V("HANGUP", EPOLLHUP); V("ONE_SHOT", EPOLLONESHOT);
    P(EPERM); P(ENOENT); P(ESRCH); P(EINTR); P(EIO); P(ENXIO); P(E2BIG); P(ENOEXEC); P(EBADF);
    P(ECHILD); P(EAGAIN); P(ENOMEM); P(EACCES); P(EFAULT); P(EBUSY); P(EEXIST); P(EXDEV);
    P(ENODEV); P(ENOTDIR); P(EISDIR); P(EINVAL); P(ENFILE); P(EMFILE); P(ENOTTY); P(ETXTBSY);
    P(EFBIG); P(ENOSPC); P(ESPIPE); P(EROFS); P(EMLINK); P(EPIPE); P(ENAMETOOLONG); P(ENOSYS);
    P(ENOTEMPTY); P(ELOOP); P(EOVERFLOW); P(ELIBBAD); P(EUSERS); P(EMSGSIZE); P(EPROTOTYPE); P(EOPNOTSUPP); P(ENOBUFS);
    P(ENOTCONN);
    P(ETIMEDOUT); P(ECONNREFUSED); P(EHOSTDOWN); P(ESTALE); P(EREMOTEIO); P(EDQUOT);
    return 0;
}
