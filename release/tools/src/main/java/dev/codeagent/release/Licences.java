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

/** Licences of jars, as CycloneDX writes them: by their SPDX name where they have one, else in the jar's own words. */
final class Licences {
    private static final Map<String, List<String>> KNOWN = table("licences.txt");
    private static final Map<String, List<String>> UNLABELLED = table("unlabelled.txt");

    private Licences() {}

    /** Empty where neither the jar nor our own list says anything. */
    static JsonArray of(Jar jar) {
        Stream<JsonObject> licences = jar.licences().isEmpty()
                ? UNLABELLED.getOrDefault(jar.name(), List.of()).stream().map(Licences::spdx)
                : jar.licences().stream().flatMap(Licences::licence);
        return licences.distinct()
                .map(licence ->
                        Json.createObjectBuilder().add("license", licence).build())
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(), all -> Json.createArrayBuilder(all).build()));
    }

    private static Stream<JsonObject> licence(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return KNOWN.entrySet().stream()
                .filter(known -> lower.contains(known.getKey()))
                .findFirst()
                .map(known -> known.getValue().stream().map(Licences::spdx))
                .orElseGet(() -> Stream.of(named(words)));
    }

    static JsonObject spdx(String id) {
        return Json.createObjectBuilder().add("id", id).build();
    }

    private static JsonObject named(String words) {
        var licence = Json.createObjectBuilder().add("name", words);
        return (words.startsWith("http") ? licence.add("url", words) : licence).build();
    }

    private static Map<String, List<String>> table(String name) {
        try (InputStream in = Licences.class.getResourceAsStream(name)) {
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
