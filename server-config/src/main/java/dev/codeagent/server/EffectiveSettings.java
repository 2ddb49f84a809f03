package dev.codeagent.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the server would start with, as far as it may be shown: named one by one, so that no secret is among it. */
record EffectiveSettings(Configuration configuration, Path data, int port) {

    String toJson() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("file", configuration.file().map(Path::toString).orElse(""));
        settings.put("data", data.toString());
        settings.put("host", configuration.get("gateway.host"));
        settings.put("port", port);
        settings.put("database", database());
        settings.put(
                "keyFile", SystemProperties.credentialsKeyFile(configuration).toString());
        settings.put("allowPlain", Boolean.parseBoolean(configuration.get("sandbox.allowPlain")));
        settings.put("providers", providers());
        return JsonFormatter.format(settings);
    }

    /** Without what stands before the host and behind the name: a password may be there. */
    private String database() {
        return configuration
                .values()
                .getOrDefault("database.url", "")
                .replaceFirst("//[^@/]*@", "//")
                .replaceFirst("\\?.*", "");
    }

    private List<String> providers() {
        Object all = new Load(LoadSettings.builder().build())
                .loadFromString(configuration.values().getOrDefault("providers.configurations", "{}"));
        return !(all instanceof Map<?, ?> map)
                ? List.of()
                : map.values().stream()
                        .map(entry -> entry instanceof Map<?, ?> fields ? fields.get("baseUrl") : null)
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .toList();
    }
}
