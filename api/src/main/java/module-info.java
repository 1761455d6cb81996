/// The api module of taskmaster.
module taskmaster.api {
    requires static transitive org.jspecify;
    requires com.google.gson;
}
