package dev.codeagent.containers.compose;

import dev.codeagent.containers.own.ContainerWish;
import dev.codeagent.containers.own.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a healthcheck, with the format's own defaults. */
final class HealthReader {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final int RETRIES = 3;

    private HealthReader() {}

    static Optional<ContainerWish.Health> read(YamlValue value) {
        List<String> test = List.of();
        Duration interval = USUAL;
        Duration timeout = USUAL;
        Duration start = Duration.ZERO;
        int retries = RETRIES;
        for (Map.Entry<String, YamlValue> field : value.fields().entrySet()) {
            YamlValue setting = field.getValue();
            String key = field.getKey();
            switch (key) {
                case "test" -> test = test(setting);
                case "interval" -> interval = Quantities.duration(key, setting.text());
                case "timeout" -> timeout = Quantities.duration(key, setting.text());
                case "start_period" -> start = Quantities.duration(key, setting.text());
                case "start_interval" -> Quantities.duration(key, setting.text());
                case "retries" -> retries = Quantities.number(key, setting.text());
                case "disable" -> test = setting.flag() ? List.of("NONE") : test;
                default -> throw setting.wrong("unknown key '" + key + "' of a healthcheck");
            }
        }
        if (test.isEmpty()) {
            throw value.wrong("the healthcheck has no test");
        }
        return Optional.of(new ContainerWish.Health(test, interval, timeout, start, retries));
    }

    private static List<String> test(YamlValue value) {
        if (!value.list()) {
            return List.of("CMD-SHELL", value.text());
        }
        List<String> test = value.texts();
        boolean known = !test.isEmpty() && List.of("CMD", "CMD-SHELL", "NONE").contains(test.getFirst());
        if (!known || test.size() < 2 && !test.getFirst().equals("NONE")) {
            throw value.wrong("a test begins with CMD, CMD-SHELL or NONE, and a command comes behind it");
        }
        return test;
    }
}
