package dev.codeagent.release;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resolves the licenses of jars for CycloneDX: SPDX ids if they exist, otherwise the jar's own text. */
final class LicenseResolver {
    private static final Map<String, List<String>> SPDX_IDS = readTable("licenses.txt");
    private static final Map<String, List<String>> MISSING_LICENSES = readTable("missing-licenses.txt");

    private LicenseResolver() {}

    /** Returns the licenses of a jar; empty if neither the jar nor the built-in list names one. */
    static JsonArray resolve(JarMetadata metadata) {
        Stream<JsonObject> licenses = metadata.licenses().isEmpty()
                ? MISSING_LICENSES.getOrDefault(metadata.name(), List.of()).stream()
                        .map(LicenseResolver::spdx)
                : metadata.licenses().stream().flatMap(LicenseResolver::resolveName);
        return licenses.distinct()
                .map(license ->
                        Json.createObjectBuilder().add("license", license).build())
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(), all -> Json.createArrayBuilder(all).build()));
    }

    private static Stream<JsonObject> resolveName(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return SPDX_IDS.entrySet().stream()
                .filter(known -> lower.contains(known.getKey()))
                .findFirst()
                .map(known -> known.getValue().stream().map(LicenseResolver::spdx))
                .orElseGet(() -> Stream.of(namedLicense(text)));
    }

    static JsonObject spdx(String id) {
        return Json.createObjectBuilder().add("id", id).build();
    }

    private static JsonObject namedLicense(String text) {
        var license = Json.createObjectBuilder().add("name", text);
        return (text.startsWith("http") ? license.add("url", text) : license).build();
    }

    private static Map<String, List<String>> readTable(String name) {
        try (InputStream in = LicenseResolver.class.getResourceAsStream(name)) {
            var table = new LinkedHashMap<String, List<String>>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" = ", 2))
                    .forEach(parts -> table.put(parts[0], List.of(parts[1].split(" "))));
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
