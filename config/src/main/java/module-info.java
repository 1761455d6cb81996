/// The config module of taskmaster.
module taskmaster.config {
    requires static transitive org.jspecify;
    requires transitive taskmaster.core;
    requires org.snakeyaml.engine;

    exports taskmaster.config;
}
