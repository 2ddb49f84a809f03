package dev.codeagent.llm;

import java.time.Duration;
import java.util.List;
import java.util.Map;

final class Entries {
    private Entries() {}

    static ModelEntry named(String name) {
        return new ModelEntry(
                name,
                "",
                "some/image:1",
                List.of(),
                Map.of(),
                "",
                8080,
                "/health",
                new ModelEntry.Limits(0, 0, 0),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10));
    }

    static ModelEntry served(String name, String served) {
        ModelEntry one = named(name);
        return new ModelEntry(
                name,
                served,
                one.image(),
                one.command(),
                one.environment(),
                one.file(),
                one.port(),
                one.health(),
                one.limits(),
                one.start(),
                one.idle());
    }
}
