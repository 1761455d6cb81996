/// The client module of taskmaster.
module taskmaster.client {
    requires static transitive org.jspecify;
    requires taskmaster.api;
}
