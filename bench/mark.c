/* The child of the benchmarks: notes when it began to run, then waits for a signal.
 *
 *   mark FILE NAME
 *
 * Appends one line "NAME PID NANOSECONDS" (CLOCK_MONOTONIC) in a single write. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (argc != 3) {
        return 2;
    }
    char line[256];
    int length = snprintf(line, sizeof line, "%s %d %lld\n", argv[2], (int) getpid(),
                          now.tv_sec * 1000000000LL + now.tv_nsec);
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (fd < 0 || write(fd, line, length) != length) {
        return 1;
    }
    close(fd);
    pause();
    return 0;
}
