package dev.codeagent.bench.escapes;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Map;

/** One thing that a case does, in its order. */
sealed interface CaseStep {

    /** Makes the ground ready; where it fails, the case could not be tried. */
    record Setup(String command) implements CaseStep {}

    /** A call of a tool, as a model makes it; again and again where {@code times} says so. */
    record Call(String tool, Map<String, Object> arguments, int repetitions) implements CaseStep {
        public Call {
            arguments = Map.copyOf(arguments);
        }

        JsonObject toJson(PlaceholderExpander placeholders) {
            var json = Json.createObjectBuilder();
            arguments.forEach((name, value) -> {
                switch (value) {
                    case Integer n -> json.add(name, n);
                    case Boolean b -> json.add(name, b);
                    default -> json.add(name, placeholders.expand(value.toString()));
                }
            });
            return json.build();
        }
    }

    /** What the server itself does with a run, between and after sandboxes. */
    enum ServerAction implements CaseStep {
        /** Closes the sandbox and opens another one on the same workspace. */
        REOPEN,
        /** Opens and closes a sandbox for another run of the same project. */
        BESIDE,
        /** Fetches what the build needs, and notes that outside of the sandbox. */
        PREPARE,
        /** Takes the patch and commits it to the run's branch. */
        EXPORT,
        /** Applies the run's branch to the user's tree. */
        APPLY
    }
}
