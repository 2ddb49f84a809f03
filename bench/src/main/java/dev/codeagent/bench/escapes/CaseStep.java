package dev.codeagent.bench.escapes;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Map;

/** One step of a case. */
sealed interface CaseStep {

    /** A preparation command; if it fails, the case counts as untried. */
    record Setup(String command) implements CaseStep {}

    /** A tool call, as a model makes it, repeated {@code times} times. */
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

    /** An action of the server on a run, between and after sandboxes. */
    enum ServerAction implements CaseStep {
        /** Closes the sandbox and opens another one on the same workspace. */
        REOPEN,
        /** Opens and closes a sandbox for another run of the same project. */
        BESIDE,
        /** Continues in the sandbox of another run of the same project. */
        NEXT,
        /** Continues in a sandbox for the preparation of the run, with its network; as is if it is in one already. */
        ONLINE,
        /** Continues in a sandbox that fetches packages for the run, with package registries as its network. */
        PACKAGES,
        /** Fetches the dependencies of the build and records that outside the sandbox. */
        PREPARE,
        /** Exports the patch and commits it to the run's branch. */
        EXPORT,
        /** Opens the sandbox of the verdict: a fresh checkout of the run's branch; the next calls are made there. */
        FRESH,
        /** Applies the run's branch to the user's working tree. */
        APPLY
    }
}
