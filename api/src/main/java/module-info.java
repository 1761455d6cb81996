/// What daemon and client say to each other: records, their JSON form, and where they meet.
module taskmaster.api {
    requires static transitive org.jspecify;
    requires com.google.gson;

    exports taskmaster.api;
}
