package dev.codeagent.containers.compose;

import dev.codeagent.containers.managed.ContainerSpec;
import dev.codeagent.docker.QuantityParser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@code healthcheck}, with the defaults of the Compose format. */
final class HealthCheckReader {
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final int DEFAULT_RETRIES = 3;

    private HealthCheckReader() {}

    static Optional<ContainerSpec.HealthCheck> read(YamlValue value) {
        List<String> test = List.of();
        Duration interval = DEFAULT_INTERVAL;
        Duration timeout = DEFAULT_INTERVAL;
        Duration start = Duration.ZERO;
        int retries = DEFAULT_RETRIES;
        for (Map.Entry<String, YamlValue> field : value.fields().entrySet()) {
            YamlValue setting = field.getValue();
            String key = field.getKey();
            switch (key) {
                case "test" -> test = readTest(setting);
                case "interval" -> interval = QuantityParser.parseDuration(key, setting.text());
                case "timeout" -> timeout = QuantityParser.parseDuration(key, setting.text());
                case "start_period" -> start = QuantityParser.parseDuration(key, setting.text());
                case "start_interval" -> QuantityParser.parseDuration(key, setting.text());
                case "retries" -> retries = QuantityParser.parseInteger(key, setting.text());
                case "disable" -> test = setting.booleanValue() ? List.of("NONE") : test;
                default -> throw setting.invalid("unknown key '" + key + "' of a healthcheck");
            }
        }
        if (test.isEmpty()) {
            throw value.invalid("the healthcheck has no test; add one");
        }
        return Optional.of(new ContainerSpec.HealthCheck(test, interval, timeout, start, retries));
    }

    private static List<String> readTest(YamlValue value) {
        if (!value.isList()) {
            return List.of("CMD-SHELL", value.text());
        }
        List<String> test = value.textList();
        boolean hasKnownForm =
                !test.isEmpty() && List.of("CMD", "CMD-SHELL", "NONE").contains(test.getFirst());
        if (!hasKnownForm || test.size() < 2 && !test.getFirst().equals("NONE")) {
            throw value.invalid("a test must be NONE, or CMD or CMD-SHELL followed by a command");
        }
        return test;
    }
}
