package taskmaster.daemon.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Writes lines as syslog messages (RFC 5424): `<30>1 2026-11-23T05:52:50.123Z host web:web_00 -
/// stdout - text`.
///
/// The facility is `daemon`; the severity `info` for stdout and `err` for stderr, as Docker has it.
/// The name of the process is APP-NAME, the stream MSGID; there is no PROCID, because a line does
/// not tell which life of the process wrote it. The text is as it came, without the byte order mark
/// that the RFC allows but many receivers show; only NUL, which some take for the end, becomes `?`.
///
/// Confined to one thread at a time.
final class SyslogMessages {

    private static final int NAME_BYTES_MAX = 48; // RFC 5424, 6: APP-NAME
    private static final int HOST_BYTES_MAX = 255;
    private static final int ID_BYTES_MAX = 32; // RFC 5424, 6: MSGID
    private static final byte[] OUT = priority(SyslogSeverity.INFO);
    private static final byte[] ERR = priority(SyslogSeverity.ERROR);
    private static final byte[] OUT_ID = " - stdout - ".getBytes(US_ASCII);
    private static final byte[] ERR_ID = " - stderr - ".getBytes(US_ASCII);
    private static final byte[] NO_DATA = " - ".getBytes(US_ASCII);

    private final Timestamp timestamp = new Timestamp();
    private final byte[] header = new byte[512];
    private final byte[] host;
    private final int bytesMax;

    /// @param bytesMax of a message; a longer one is cut, though never within a character
    SyslogMessages(String host, int bytesMax) {
        byte[] name = new byte[HOST_BYTES_MAX + 2];
        int length = 0;
        name[length++] = ' ';
        length = appendName(host, name, length, HOST_BYTES_MAX);
        name[length++] = ' ';
        this.host = Arrays.copyOf(name, length);
        this.bytesMax = bytesMax;
    }

    private static byte[] priority(SyslogSeverity severity) {
        return ("<" + (3 * 8 + severity.code()) + ">1 ").getBytes(US_ASCII); // facility daemon
    }

    /// A message of the daemon's own, whose text has no line feed.
    byte[] message(SyslogHead head, byte[] text, long wallMillis) {
        int length = append(priority(head.severity()), 0);
        timestamp.put(wallMillis, header, length);
        length = append(host, length + Timestamp.BYTES);
        length = appendName(head.application(), header, length, NAME_BYTES_MAX);
        header[length++] = ' ';
        length = appendName(Long.toString(head.pid()), header, length, ID_BYTES_MAX);
        header[length++] = ' ';
        length = appendName(head.id(), header, length, ID_BYTES_MAX);
        return withText(text, 0, text.length, append(NO_DATA, length));
    }

    /// The message for the line `[from, to)`, which has no line feed.
    byte[] message(
            byte[] bytes, int from, int to, String process, boolean isStderr, long wallMillis) {
        int length = append(isStderr ? ERR : OUT, 0);
        timestamp.put(wallMillis, header, length);
        length = append(host, length + Timestamp.BYTES);
        length = appendName(process, header, length, NAME_BYTES_MAX);
        return withText(bytes, from, to, append(isStderr ? ERR_ID : OUT_ID, length));
    }

    /// The header's first `length` bytes, then the text.
    private byte[] withText(byte[] bytes, int from, int to, int length) {
        int end = cut(bytes, from, to, bytesMax - length);
        byte[] message = Arrays.copyOf(header, length + end - from);
        System.arraycopy(bytes, from, message, length, end - from);
        for (int index = length; index < message.length; index++) {
            if (message[index] == 0) {
                message[index] = '?';
            }
        }
        return message;
    }

    private int append(byte[] part, int at) {
        System.arraycopy(part, 0, header, at, part.length);
        return at + part.length;
    }

    /// Printable ASCII as the RFC wants it, anything else as `_`; `-` for nothing.
    private static int appendName(String name, byte[] target, int at, int bytesMax) {
        int length = Math.min(name.length(), bytesMax);
        for (int index = 0; index < length; index++) {
            char character = name.charAt(index);
            target[at + index] = (byte) (character > ' ' && character < 0x7f ? character : '_');
        }
        if (length == 0) {
            target[at] = '-';
            return at + 1;
        }
        return at + length;
    }

    private static int cut(byte[] bytes, int from, int to, int bytesMax) {
        if (to - from <= bytesMax) {
            return to;
        }
        int end = from + bytesMax;
        int back = 0;
        while (back < 3 && (bytes[end - back] & 0xc0) == 0x80) {
            back++;
        }
        return (bytes[end - back] & 0xc0) == 0xc0 ? end - back : end;
    }
}
