package dev.codeagent.bench.escapes;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Map;

/** One thing that a case does, in its order. */
sealed interface Step {

    /** Makes the ground ready; where it fails, the case could not be tried. */
    record Setup(String command) implements Step {}

    /** A call of a tool, as a model makes it; again and again where {@code times} says so. */
    record Call(String tool, Map<String, Object> arguments, int times) implements Step {
        public Call {
            arguments = Map.copyOf(arguments);
        }

        JsonObject json(Words words) {
            var json = Json.createObjectBuilder();
            arguments.forEach((name, value) -> {
                switch (value) {
                    case Integer n -> json.add(name, n);
                    case Boolean b -> json.add(name, b);
                    default -> json.add(name, words.in(value.toString()));
                }
            });
            return json.build();
        }
    }

    /** What the server itself does with a run, between and after sandboxes. */
    enum Server implements Step {
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
