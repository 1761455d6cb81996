package taskmaster.config;

/// Every bound on what a configuration may ask of its reader, with unit and reason.
final class ConfigLimits {

    private ConfigLimits() {}

    /// Bytes of one file. 10000 programs written out in full need 3 MiB.
    static final int FILE_BYTES_MAX = 8 << 20;

    /// Files of one configuration: each costs an open and a read at every reload.
    static final int FILES_MAX = 1000;

    /// Includes within includes. Nobody follows more by eye.
    static final int INCLUDE_DEPTH_MAX = 16;

    /// Values and keys as written, over all files. Each costs some 100 bytes while loading, so this
    /// is 50 MB; 10000 programs of 10 lines have 200000.
    static final int NODES_MAX = 500_000;

    /// Values and keys after every alias is followed: aliases of aliases double at each step
    /// ("billion laughs").
    static final int EXPANDED_NODES_MAX = 2_000_000;

    /// Mappings and lists within each other. A valid file needs 5; this protects the stack.
    static final int DEPTH_MAX = 64;

    /// Characters of one value after `${...}`: a program's argument may have 128 KiB (execve(2)).
    static final int VALUE_CHARACTERS_MAX = 131_071;

    /// `${A:-${B:-...}}` within each other.
    static final int EXPANSION_DEPTH_MAX = 16;

    /// Processes of one program, and of all programs together: what one loop was measured for.
    static final int PROCESSES_MAX = 10_000;

    /// Bytes of a program's name: with an index and `.stdout.log` it must be a file name (255).
    static final int NAME_BYTES_MAX = 100;

    /// Bytes of the path of a socket (`sun_path` of unix(7) has 108 with its NUL).
    static final int SOCKET_PATH_BYTES_MAX = 107;

    /// Webhooks, commands, addresses of a mail and headers of a webhook, each: people do not read
    /// what comes from more, and each destination has a queue.
    static final int ALERT_ITEMS_MAX = 64;

    /// Bytes of an address (RFC 5321, 4.5.3.1.3 allows 254) and of the name before it.
    static final int ADDRESS_CHARACTERS_MAX = 254;

    /// Characters of the address of a webhook: receivers rarely take more.
    static final int URL_CHARACTERS_MAX = 4096;

    /// Characters of the name of a destination: it stands in messages and in names of files.
    static final int DESTINATION_NAME_CHARACTERS_MAX = 64;

    /// Bytes of a file that holds a password: no server takes a longer one.
    static final int PASSWORD_BYTES_MAX = 4096;

    /// Files that one part of an include pattern may find.
    static final int GLOB_ENTRIES_MAX = 10_000;

    /// Problems reported; nobody reads more, and a file of 8 MiB could have a million.
    static final int PROBLEMS_MAX = 1000;

    /// Characters of a line of which a part is shown below a problem; in longer ones nobody could
    /// tell whether it holds a secret.
    static final int SHOWN_LINE_CHARACTERS_MAX = 1000;

    /// Characters of a line shown below a problem.
    static final int SNIPPET_CHARACTERS_MAX = 120;
}
