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

    // The control server.
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires jdk.net;

    // Mail, loaded with the first one.
    requires jakarta.mail;
    requires org.eclipse.angus.mail;
    requires org.eclipse.angus.mail.smtp;

    // Command line and signals.
    requires org.apache.commons.cli;
    requires jdk.unsupported;
}
