package taskmaster.daemon.output;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Searches for line feeds in direct buffers of little-endian order, eight bytes at a time: C1 does
/// 1.1 GB/s that way, 0.3 byte by byte.
final class Bytes {

    private static final byte LINE_FEED = '\n';
    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long EVEN_BYTES = 0x00ff00ff00ff00ffL;
    private static final int LANE_WORDS = 248;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private Bytes() {}

    /// A direct buffer that begins at a page and has the order that the searches need.
    static ByteBuffer buffer(int bytes) {
        int page = 4096;
        int pages = (bytes + page - 1) / page;
        return ByteBuffer.allocateDirect((pages + 1) * page)
                .alignedSlice(page)
                .limit(bytes)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Index of the first line feed in `[from, to)`, or -1.
    static int firstLineFeed(ByteBuffer buffer, int from, int to) {
        int index = from;
        for (; index + Long.BYTES <= to; index += Long.BYTES) {
            long marks = marks(buffer.getLong(index));
            if (marks != 0) {
                return index + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
        }
        for (; index < to; index++) {
            if (buffer.get(index) == LINE_FEED) {
                return index;
            }
        }
        return -1;
    }

    /// Index of the last line feed in `[from, to)`, or -1.
    static int lastLineFeed(ByteBuffer buffer, int from, int to) {
        int end = to;
        for (; end - Long.BYTES >= from; end -= Long.BYTES) {
            long marks = marks(buffer.getLong(end - Long.BYTES));
            if (marks != 0) {
                return end - 1 - Long.numberOfLeadingZeros(marks) / Byte.SIZE;
            }
        }
        for (; end > from; end--) {
            if (buffer.get(end - 1) == LINE_FEED) {
                return end - 1;
            }
        }
        return -1;
    }

    /// Number of line feeds in `[from, to)`.
    static int countLineFeeds(ByteBuffer buffer, int from, int to) {
        int count = 0;
        int index = from;
        for (; index + Long.BYTES <= to; index += Long.BYTES) {
            count += Long.bitCount(marks(buffer.getLong(index)));
        }
        for (; index < to; index++) {
            if (buffer.get(index) == LINE_FEED) {
                count++;
            }
        }
        return count;
    }

    /// Number of line feeds in the first `count` words. Arrays are what C1 is quick with: 10 GB/s.
    static int countLineFeeds(long[] words, int count) {
        int total = 0;
        int index = 0;
        while (index < count) {
            // Each byte of the sums counts up to 248 line feeds.
            int end = Math.min(count, index + LANE_WORDS);
            long sums = 0;
            for (; index + 4 <= end; index += 4) {
                sums += ones(words[index]) + ones(words[index + 1]);
                sums += ones(words[index + 2]) + ones(words[index + 3]);
            }
            for (; index < end; index++) {
                sums += ones(words[index]);
            }
            long pairs = (sums & EVEN_BYTES) + ((sums >>> Byte.SIZE) & EVEN_BYTES);
            total += (int) ((pairs * 0x0001000100010001L) >>> 48);
        }
        return total;
    }

    /// 1 in each byte that is a line feed.
    private static long ones(long eightBytes) {
        long difference = eightBytes ^ LINE_FEEDS;
        return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS) >>> 7;
    }

    /// The high bit of each byte that is a line feed, and nothing else.
    private static long marks(long eightBytes) {
        long difference = eightBytes ^ LINE_FEEDS;
        return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
    }
}
