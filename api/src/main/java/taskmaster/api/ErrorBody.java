package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// Why a request was refused; the body of every answer of status 400 and above.
///
/// @param error a word for programs, for example `no_such_process`
/// @param message for people: `cannot <verb> <object>: <cause>`
/// @param hint what to do about it
public record ErrorBody(String error, String message, @Nullable String hint) implements Message {}
