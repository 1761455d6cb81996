package taskmaster.daemon.control;

import io.netty.util.internal.logging.InternalLoggerFactory;

/// Tells Netty to be small. It reads these properties when its classes are loaded, so this comes
/// first.
final class NettySettings {

    private static final String[][] PROPERTIES = {
        // JDK 25 warns on the terminal about each user of sun.misc.Unsafe.
        {"io.netty.noUnsafe", "true"},
        // Would open the JDK's selector by reflection.
        {"io.netty.noKeySetOptimization", "true"},
        // Arenas of 4 MB each pay off at rates that we never see.
        {"io.netty.allocator.type", "unpooled"},
        {"io.netty.noPreferDirect", "true"},
        {"io.netty.leakDetection.level", "disabled"},
        {"io.netty.recycler.maxCapacityPerThread", "0"},
        // Otherwise it asks every network interface for its address, to name channels by it.
        {"io.netty.machineId", "00:00:00:00:00:00"},
        {"io.netty.processId", "1"},
    };

    private NettySettings() {}

    /// Applies them, where the command line says nothing else.
    static void apply() {
        for (String[] property : PROPERTIES) {
            if (System.getProperty(property[0]) == null) {
                System.setProperty(property[0], property[1]);
            }
        }
        InternalLoggerFactory.setDefaultFactory(new SilentLoggers());
    }
}
