package taskmaster.daemon.output;

import java.util.LinkedHashMap;
import java.util.Map;

/// In which order files were begun by this daemon, to tell which one followed another whatever
/// names they have got since.
///
/// Of the whole process, as inodes are. An inode that is given anew gets a new place with it.
final class FileOrder {

    private static final Map<FileId, Long> PLACES = new LinkedHashMap<>();
    private static long last;

    private FileOrder() {}

    /// A log begins to be written to this file.
    static synchronized void begun(FileId file) {
        last++;
        put(file, last);
    }

    /// A file has been replaced by a compressed one.
    static synchronized void compressed(FileId plain, FileId zipped) {
        put(zipped, PLACES.getOrDefault(plain, 0L));
    }

    private static void put(FileId file, long place) {
        PLACES.remove(file);
        if (PLACES.size() >= Bounds.FILES_IN_ORDER_MAX) {
            PLACES.remove(PLACES.keySet().iterator().next());
        }
        PLACES.put(file, place);
    }

    /// Larger than that of every file of the same log that was begun before; 0: unknown.
    static synchronized long placeOf(FileId file) {
        return PLACES.getOrDefault(file, 0L);
    }
}
