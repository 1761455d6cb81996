/// System calls: one interface and its implementation by the foreign function API.
module taskmaster.linux {
    requires static transitive org.jspecify;
    requires transitive taskmaster.core;

    exports taskmaster.linux;
}
