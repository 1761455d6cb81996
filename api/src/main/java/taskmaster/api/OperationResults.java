package taskmaster.api;

import java.util.List;

/// What became of every process in an operation: `{"results": [...]}`.
public record OperationResults(List<OperationResult> results) implements Message {

    public OperationResults {
        results = List.copyOf(results);
    }
}
