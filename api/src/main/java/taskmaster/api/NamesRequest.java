package taskmaster.api;

import java.util.List;

/// The body of start, stop, restart and clear.
///
/// @param names `web`, `web:*`, `web:web_00`, `web:0` or `all`
public record NamesRequest(List<String> names) implements Message {

    public NamesRequest {
        names = List.copyOf(names);
    }
}
