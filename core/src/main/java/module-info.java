/// The pure core: specs, states, events, effects, the state machine, the fleet and the reload plan.
module taskmaster.core {
    requires static transitive org.jspecify;

    exports taskmaster.core;
}
