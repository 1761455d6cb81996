package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void describesForPeople() {
        assertThat(Errno.description(Errno.ENOENT)).isEqualTo("no such file or directory (ENOENT)");
        assertThat(Errno.description(4711)).isEqualTo("unknown error (errno 4711)");
    }
}
