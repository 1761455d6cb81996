package taskmaster.api;

import java.util.List;

/// The body of signal.
///
/// @param names as in [NamesRequest]
/// @param signal `USR1`, `SIGUSR1` or `10`
public record SignalRequest(List<String> names, String signal) implements Message {

    public SignalRequest {
        names = List.copyOf(names);
    }
}
