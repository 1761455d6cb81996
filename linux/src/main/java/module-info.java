/// The linux module of taskmaster.
module taskmaster.linux {
    requires static transitive org.jspecify;
    requires transitive taskmaster.core;
}
