/// The daemon module of taskmaster.
module taskmaster.daemon {
    requires static transitive org.jspecify;
    requires taskmaster.core;
    requires taskmaster.config;
    requires taskmaster.linux;
    requires taskmaster.api;
    requires org.slf4j;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
}
