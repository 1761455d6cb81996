package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A request that has arrived whole and may be served.
///
/// @param pathValues the parts of the path that the route names
/// @param parameters of the query, each with all its values
/// @param range of a file, as the header says; null: none, or none that is understood
/// @param isNdjsonWanted the client takes a line for each result
@SuppressWarnings("ArrayRecordComponent") // never compared; copying a megabyte would serve nobody
record Request(
        Caller caller,
        Map<String, String> pathValues,
        Map<String, List<String>> parameters,
        @Nullable ByteRange range,
        boolean isNdjsonWanted,
        byte[] body) {

    /// A part of the path.
    String pathValue(String name) {
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /// All values of a parameter of the query.
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /// The one value of a parameter of the query, null if it is absent.
    ///
    /// @throws RequestRefused if it stands there twice
    @Nullable String one(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw RequestRefused.badRequest("parameter `" + name + "` is given more than once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
