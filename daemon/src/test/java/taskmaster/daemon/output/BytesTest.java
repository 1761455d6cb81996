package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

class BytesTest {

    @Test
    void findsWhatALoopOverBytesFinds() {
        Random random = new Random(7);
        ByteBuffer buffer = Bytes.buffer(300);
        for (int round = 0; round < 20_000; round++) {
            int from = random.nextInt(100);
            int to = from + random.nextInt(60);
            int density = 1 + random.nextInt(40);
            for (int index = 0; index < 200; index++) {
                byte value = (byte) random.nextInt(256);
                buffer.put(index, random.nextInt(density) == 0 ? (byte) '\n' : value);
            }
            int first = -1;
            int last = -1;
            int count = 0;
            for (int index = from; index < to; index++) {
                if (buffer.get(index) == '\n') {
                    first = first < 0 ? index : first;
                    last = index;
                    count++;
                }
            }
            assertThat(Bytes.firstLineFeed(buffer, from, to)).isEqualTo(first);
            assertThat(Bytes.lastLineFeed(buffer, from, to)).isEqualTo(last);
            assertThat(Bytes.countLineFeeds(buffer, from, to)).isEqualTo(count);
        }
    }
}
