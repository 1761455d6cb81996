/// The client module of taskmaster.
module taskmaster.client {
    requires static transitive org.jspecify;
    requires taskmaster.api;
    requires org.apache.commons.cli;
    requires org.jline.terminal;
    requires org.jline.reader;
}
