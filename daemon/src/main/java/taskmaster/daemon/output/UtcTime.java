package taskmaster.daemon.output;

/// Writes points in time as `2026-11-23T02:51:07.123Z` without java.time, whose formatter would
/// cost more memory than the rest of the log.
///
/// Confined to one thread: the text of the last second is kept.
public final class UtcTime {

    private static final int SECONDS_PER_DAY = 86_400;

    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /// Appends the time.
    ///
    /// @param epochMillis from year 0 to 9999
    public void append(StringBuilder line, long epochMillis) {
        long wanted = Math.floorDiv(epochMillis, 1000);
        if (wanted != second) {
            secondText = text(wanted);
            second = wanted;
        }
        line.append(secondText).append('.');
        digits(line, (int) Math.floorMod(epochMillis, 1000L), 3);
        line.append('Z');
    }

    private static String text(long epochSecond) {
        long day = Math.floorDiv(epochSecond, (long) SECONDS_PER_DAY);
        int secondOfDay = (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY);
        // The proleptic Gregorian calendar in eras of 400 years that begin on March 1st of year 0.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);

        StringBuilder text = new StringBuilder(19);
        digits(text, year, 4);
        digits(text.append('-'), month, 2);
        digits(text.append('-'), dayOfMonth, 2);
        digits(text.append('T'), secondOfDay / 3600, 2);
        digits(text.append(':'), secondOfDay / 60 % 60, 2);
        digits(text.append(':'), secondOfDay % 60, 2);
        return text.toString();
    }

    private static void digits(StringBuilder text, int value, int width) {
        for (int scale = width == 4 ? 1000 : width == 3 ? 100 : 10; scale > 0; scale /= 10) {
            text.append((char) ('0' + value / scale % 10));
        }
    }
}
