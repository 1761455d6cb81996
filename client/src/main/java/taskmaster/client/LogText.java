package taskmaster.client;

/// Turns the bytes of a log into text that is harmless on a terminal, as they come.
///
/// Line ends and tabs stay; other control characters become `\x1b`, and so do bytes that are not
/// UTF-8, since a terminal may take those for 8-bit controls. A character cut in two by the end of
/// a piece is completed by the next one.
final class LogText {
    private final byte[] started = new byte[4];
    private int startedLength;
    private int neededLength;
    private boolean hasReturn;

    /// Adds the text of these bytes.
    void feed(byte[] bytes, int length, StringBuilder out) {
        for (int i = 0; i < length; i++) {
            int b = bytes[i] & 0xff;
            if (startedLength > 0) {
                if ((b & 0xc0) == 0x80) {
                    started[startedLength++] = (byte) b;
                    if (startedLength == neededLength) {
                        complete(out);
                    }
                    continue;
                }
                giveUp(out);
            }
            begin(b, out);
        }
    }

    /// Adds what is left of a character that was never completed.
    void end(StringBuilder out) {
        giveUp(out);
        flushReturn(out);
    }

    private void begin(int b, StringBuilder out) {
        if (hasReturn && b != '\n') {
            flushReturn(out);
        }
        hasReturn = false;
        if (b == '\r') {
            hasReturn = true;
        } else if (b == '\n' || b == '\t') {
            out.append((char) b);
        } else if (b < 0x80) {
            character(b, out);
        } else if (b >= 0xc2 && b <= 0xf4) {
            started[0] = (byte) b;
            startedLength = 1;
            neededLength = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
        } else {
            SafeText.escape(out, b);
        }
    }

    private void complete(StringBuilder out) {
        int point = started[0] & (0x7f >> neededLength);
        for (int i = 1; i < neededLength; i++) {
            point = (point << 6) | (started[i] & 0x3f);
        }
        boolean isOverlong =
                point < (neededLength == 2 ? 0x80 : neededLength == 3 ? 0x800 : 0x10000);
        boolean isSurrogate = point >= 0xd800 && point <= 0xdfff;
        if (isOverlong || isSurrogate || point > Character.MAX_CODE_POINT) {
            giveUp(out);
            return;
        }
        startedLength = 0;
        character(point, out);
    }

    private static void character(int point, StringBuilder out) {
        if (SafeText.isHarmful(point)) {
            SafeText.escape(out, point);
        } else {
            out.appendCodePoint(point);
        }
    }

    private void giveUp(StringBuilder out) {
        for (int i = 0; i < startedLength; i++) {
            SafeText.escape(out, started[i] & 0xff);
        }
        startedLength = 0;
    }

    private void flushReturn(StringBuilder out) {
        if (hasReturn) {
            SafeText.escape(out, '\r');
            hasReturn = false;
        }
    }
}
