package taskmaster.daemon.output;

/// Tells valid UTF-8 from what is not (RFC 3629).
final class Utf8 {

    private Utf8() {}

    /// Measures the character that begins at `at` with a byte of 0x80 or more.
    ///
    /// @return its bytes, 2 to 4; or negated, the number of bytes, 1 to 3, that are no character
    ///   and are to be replaced by one U+FFFD (the "maximal subpart" of the Unicode standard, 3.9)
    static int length(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return -1;
        }
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + 1 >= to || !isSecond(lead, bytes[at + 1] & 0xff)) {
            return -1;
        }
        for (int index = 2; index < length; index++) {
            if (at + index >= to || (bytes[at + index] & 0xc0) != 0x80) {
                return -index;
            }
        }
        return length;
    }

    /// What may follow some leads is narrower: no overlong forms, surrogates or more than U+10FFFF.
    private static boolean isSecond(int lead, int second) {
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        return second >= least && second <= most;
    }
}
