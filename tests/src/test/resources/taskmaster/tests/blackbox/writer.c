/* Writes numbered lines that NumberedLines.java can say in advance, in blocks of all sizes.
 *
 *   writer ID LINES PAUSE_MICROSECONDS [both | GATE]
 *
 * Every second block ends with a line, and a pause follows. With `both`, blocks go to stdout and
 * stderr in turn. With the path of a file it waits for that file, when half of the lines are written. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 65536, BLOCK_BYTES_MAX = 40960 };

static uint32_t hash(uint32_t writer, uint32_t number) {
    uint32_t h = writer * 2654435761u + number * 2246822519u;
    h = (h ^ (h >> 15)) * 3266489917u;
    h = (h ^ (h >> 13)) * 668265263u;
    return h ^ (h >> 16);
}

/* With its line feed. */
static size_t length_of(uint32_t h) {
    if (h % 1024 == 0) return LINE_BYTES_MAX;
    if (h % 64 == 1) return 1000 + (h >> 10) % 8000;
    return 20 + (h >> 10) % 180;
}

static size_t line(char *at, uint32_t writer, uint32_t number) {
    uint32_t h = hash(writer, number);
    size_t length = length_of(h);
    int head = sprintf(at, "w%03u %08u ", writer, number);
    memset(at + head, 'a' + (h >> 5) % 26, length - head - 1);
    at[length - 1] = '\n';
    if (h % 11 == 3) at[length++] = '\n'; /* an empty line behind it */
    return length;
}

static size_t block_of(uint32_t writer, uint32_t turn) {
    uint32_t h = hash(writer ^ 0x5555, turn);
    return 1 + (h >> 8) % (h % 4 == 0 ? 200 : BLOCK_BYTES_MAX);
}

static void write_all(int fd, const char *data, size_t length) {
    while (length > 0) {
        ssize_t written = write(fd, data, length);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) exit(1);
        data += written;
        length -= written;
    }
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    uint32_t writer = strtoul(argv[1], 0, 10), lines = strtoul(argv[2], 0, 10);
    useconds_t pause = strtoul(argv[3], 0, 10);
    int is_both = argc > 4 && !strcmp(argv[4], "both");
    const char *gate = argc > 4 && !is_both ? argv[4] : 0;
    static char buffer[BLOCK_BYTES_MAX + LINE_BYTES_MAX + 2];
    size_t held = 0;
    uint32_t number = 0;
    for (uint32_t turn = 0; number < lines || held > 0; turn++) {
        size_t block = block_of(writer, turn);
        while (gate && number > lines / 2 && access(gate, F_OK) != 0) usleep(1000);
        while (held < block && number < lines) held += line(buffer + held, writer, number++);
        int is_second = turn % 2;
        size_t out = held < block || is_second ? held : block;
        write_all(is_both && is_second ? 2 : 1, buffer, out);
        memmove(buffer, buffer + out, held - out);
        held -= out;
        if (pause > 0 && is_second) usleep(pause);
    }
    return 0;
}
