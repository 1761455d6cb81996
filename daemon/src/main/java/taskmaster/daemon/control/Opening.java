package taskmaster.daemon.control;

import java.util.Map;

/// The head of an answer whose body comes in pieces.
///
/// @param status of HTTP
/// @param headers besides those that every answer has; with `content-length` the body goes as it
///   is, else in chunks
record Opening(int status, String contentType, Map<String, String> headers) {}
