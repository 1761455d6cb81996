/* The loud children of the benchmarks, and who reads after them.
 *
 *   writer write GATE NAME BLOCK LINES   waits for the file GATE, notes the time in GATE.NAME, then
 *                                        writes lines of 100 bytes in blocks of BLOCK bytes
 *   writer verify NAME LINES FILES...    0 if the files hold these lines, each once and in order;
 *                                        lines may have something before them
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 100, HEAD_BYTES = 22 };

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* "w07      000000001234 xxxxx". Made anew for each line: programs do something for what they print. */
static void format(char *line, const char *name, uint64_t number) {
    memset(line, 'x', LINE_BYTES - 1);
    line[LINE_BYTES - 1] = '\n';
    char text[HEAD_BYTES + 1];
    snprintf(text, sizeof text, "%-8.8s %012llu ", name, (unsigned long long) number);
    memcpy(line, text, HEAD_BYTES);
}

/* The next line, for who reads: costs next to nothing. */
static void count_up(char *line) {
    for (int i = HEAD_BYTES - 2; ++line[i] > '9'; i--) line[i] = '0';
}

static void write_all(const char *data, size_t bytes) {
    while (bytes > 0) {
        ssize_t written = write(1, data, bytes);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) die("write");
        data += written;
        bytes -= written;
    }
}

static void note(const char *gate, const char *name) {
    char path[4096], text[32];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(path, sizeof path, "%s.%s", gate, name);
    int length = snprintf(text, sizeof text, "%lld", now.tv_sec * 1000000000LL + now.tv_nsec);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text, length) != length) die(path);
    close(fd);
}

static void write_lines(const char *gate, const char *name, size_t block, uint64_t lines) {
    char *buffer = malloc(block + LINE_BYTES);
    size_t held = 0;
    while (access(gate, F_OK) != 0) usleep(500);
    note(gate, name);
    for (uint64_t number = 0; number < lines || held > 0;) {
        for (; held < block && number < lines; number++, held += LINE_BYTES) {
            format(buffer + held, name, number);
        }
        size_t out = held < block ? held : block;
        write_all(buffer, out);
        memmove(buffer, buffer + out, held - out);
        held -= out;
    }
}

static int verify(const char *name, uint64_t lines, int files, char **paths) {
    static char found[1 << 16];
    char line[LINE_BYTES];
    uint64_t number = 0;
    format(line, name, 0);
    for (int i = 0; i < files; i++) {
        FILE *in = fopen(paths[i], "r");
        if (!in) die(paths[i]);
        while (fgets(found, sizeof found, in)) {
            size_t length = strlen(found);
            if (length < LINE_BYTES || memcmp(found + length - LINE_BYTES, line, LINE_BYTES) != 0) {
                fprintf(stderr, "%s: instead of line %llu: %s", paths[i], (unsigned long long) number, found);
                return 1;
            }
            number++;
            count_up(line);
        }
        fclose(in);
    }
    if (number != lines) fprintf(stderr, "%s: %llu lines\n", name, (unsigned long long) number);
    return number != lines;
}

int main(int argc, char **argv) {
    if (argc == 6 && !strcmp(argv[1], "write")) {
        write_lines(argv[2], argv[3], strtoul(argv[4], 0, 10), strtoull(argv[5], 0, 10));
        return 0;
    }
    if (argc >= 5 && !strcmp(argv[1], "verify")) {
        return verify(argv[2], strtoull(argv[3], 0, 10), argc - 4, argv + 4);
    }
    fputs("usage: see the head of writer.c\n", stderr);
    return 2;
}
