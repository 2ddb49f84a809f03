package dev.codeagent.modelgateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;

final class ModelSettingsFixture {
    private ModelSettingsFixture() {}

    static ModelSettings model(String name) {
        return new ModelSettings(
                name,
                "",
                "some/image:1",
                List.of(),
                Map.of(),
                "",
                8080,
                "/health",
                new ModelSettings.Limits(0, 0, 0),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10));
    }

    static ModelSettings servedAs(String name, String served) {
        ModelSettings model = model(name);
        return new ModelSettings(
                name,
                served,
                model.image(),
                model.command(),
                model.environment(),
                model.modelFile(),
                model.port(),
                model.healthPath(),
                model.limits(),
                model.startTimeout(),
                model.idleTimeout());
    }
}
