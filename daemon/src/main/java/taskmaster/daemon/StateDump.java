package taskmaster.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.core.Fleet;

/// Writes all that the daemon knows into its log: SIGUSR1. The loop's thread only.
final class StateDump {

    private static final Logger LOG = LoggerFactory.getLogger("dump");

    private StateDump() {}

    static void log(Fleet fleet) {
        LOG.info("state of {} processes:", fleet.members().size());
        for (Fleet.Member member : fleet.members()) {
            LOG.info(
                    "{}: {}{} {}",
                    member.spec().name(),
                    member.record().state(),
                    member.isLeaving() ? " (leaving)" : "",
                    member.record().history());
        }
        Runtime runtime = Runtime.getRuntime();
        LOG.info(
                "heap {} kB used of {} kB; {} threads",
                (runtime.totalMemory() - runtime.freeMemory()) / 1024,
                runtime.totalMemory() / 1024,
                Thread.activeCount());
    }
}
