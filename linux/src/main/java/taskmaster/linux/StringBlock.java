package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A null-terminated array of C strings, as `argv` and `environ` are, in one allocation.
final class StringBlock {

    private StringBlock() {}

    static MemorySegment allocate(Arena arena, List<String> strings) {
        List<byte[]> encoded = new ArrayList<>(strings.size());
        long bytes = 0;
        for (String string : strings) {
            byte[] one = string.getBytes(UTF_8);
            encoded.add(one);
            bytes += one.length + 1;
        }
        long pointerBytes = (strings.size() + 1) * JAVA_LONG.byteSize();
        MemorySegment block = arena.allocate(pointerBytes + bytes, JAVA_LONG.byteSize());
        long at = pointerBytes;
        for (int i = 0; i < encoded.size(); i++) {
            byte[] one = encoded.get(i);
            block.setAtIndex(JAVA_LONG, i, block.address() + at);
            MemorySegment.copy(one, 0, block, JAVA_BYTE, at, one.length);
            at += one.length + 1; // the allocation is zeroed: terminators are there
        }
        return block;
    }
}
