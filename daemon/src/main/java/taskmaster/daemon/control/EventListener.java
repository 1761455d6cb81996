package taskmaster.daemon.control;

import taskmaster.api.EventRecord;

/// Is told what happens, on the loop's thread; never blocks and never throws.
public interface EventListener {

    void event(EventRecord event);
}
