package taskmaster.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// What all parts of one load share.
///
/// @param broken nodes whose problem has been reported, so that a default is not reported for each
///   program that takes it
record Reading(
        Problems problems,
        Expander expander,
        MergeKeys mergeKeys,
        Origins.Builder origins,
        Set<Yaml> broken) {

    static Reading of(Map<String, String> environment) {
        var problems = new Problems();
        return new Reading(
                problems,
                new Expander(environment, problems),
                new MergeKeys(problems),
                new Origins.Builder(),
                Collections.newSetFromMap(new IdentityHashMap<>()));
    }
}
