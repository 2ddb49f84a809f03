package dev.codeagent.release;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bill of materials of a distribution, CycloneDX as JSON: what Maven resolved, and what came inside of that. Every jar
 * that is shipped must be in it, by its digest and with a licence; otherwise there is no release.
 */
final class BillOfMaterials {
    private static final String CONTAINER = "payara-micro";
    private static final String RUNTIME = "server/runtime-executor/";

    private final JsonObject resolved;
    private final Map<String, List<PackedFile>> jars;
    private final SortedSet<PackedFile> files;

    /** {@code resolved} is what the CycloneDX plugin wrote. */
    BillOfMaterials(JsonObject resolved, SortedSet<PackedFile> files) {
        this.resolved = resolved;
        this.files = files;
        this.jars = files.stream()
                .filter(file -> file.name().endsWith(".jar") || file.name().endsWith(".war"))
                .collect(Collectors.groupingBy(file -> Sha256.of(file.source())));
    }

    JsonObject complete(String version) {
        List<JsonObject> components = resolved.getJsonArray("components").getValuesAs(JsonObject.class);
        Set<String> listed = components.stream().map(BillOfMaterials::digest).collect(Collectors.toSet());
        List<PackedFile> inside = jars.entrySet().stream()
                .filter(jar -> !listed.contains(jar.getKey()))
                .flatMap(jar -> jar.getValue().stream().limit(1))
                .sorted()
                .toList();
        var all = new ArrayList<JsonObject>();
        components.forEach(component -> all.add(
                component.getString("name").equals(CONTAINER) ? container(component, inside) : located(component)));
        all.add(runtime(inside));
        refuseStrangers(inside);
        refuseUnlicensed(all);
        return Json.createObjectBuilder(resolved)
                .add("metadata", metadata(version))
                .add("components", Json.createArrayBuilder(all))
                .build();
    }

    private JsonObject metadata(String version) {
        JsonObject metadata = resolved.getJsonObject("metadata");
        JsonObject component = Json.createObjectBuilder(metadata.getJsonObject("component"))
                .add("type", "application")
                .add("name", "codeagent")
                .add("version", version)
                .remove("purl")
                .build();
        return Json.createObjectBuilder(metadata).add("component", component).build();
    }

    private JsonObject container(JsonObject component, List<PackedFile> inside) {
        return Json.createObjectBuilder(component)
                .add("components", nested(CONTAINER, inside.stream().filter(BillOfMaterials::ofContainer)))
                .build();
    }

    /** The JDK's part that runs the executor; its release file says which one it is. */
    private JsonObject runtime(List<PackedFile> inside) {
        String release = files.stream()
                .filter(file -> file.name().equals(RUNTIME + "release"))
                .map(file -> text(file))
                .findFirst()
                .orElseThrow(() -> new ReleaseFailure(RUNTIME + "release is missing in the built server"));
        return Json.createObjectBuilder()
                .add("type", "platform")
                .add("bom-ref", "executor-runtime")
                .add("name", "OpenJDK runtime of the executor")
                .add("version", value(release, "JAVA_VERSION"))
                .add("description", "jlinked: " + value(release, "MODULES"))
                .add("licenses", licences(Licences.spdx("GPL-2.0-with-classpath-exception")))
                .add("components", nested("executor-runtime", inside.stream().filter(BillOfMaterials::ofRuntime)))
                .build();
    }

    private JsonArrayBuilder nested(String parent, Stream<PackedFile> inside) {
        return Json.createArrayBuilder(
                inside.map(file -> component(parent, file)).toList());
    }

    private JsonObject component(String parent, PackedFile file) {
        Jar jar = Jar.read(file.source());
        String digest = Sha256.of(file.source());
        JsonArray licences =
                ofRuntime(file) ? licences(Licences.spdx("GPL-2.0-with-classpath-exception")) : Licences.of(jar);
        JsonObjectBuilder component = Json.createObjectBuilder()
                .add("type", "library")
                .add("bom-ref", parent + "/" + file.name())
                .add("name", jar.name())
                .add("hashes", hashes(digest))
                .add("licenses", licences)
                .add("evidence", evidence(digest));
        if (!jar.version().isEmpty()) {
            component.add("version", jar.version());
        }
        if (!jar.group().isEmpty()) {
            component.add("group", jar.group());
            component.add("purl", "pkg:maven/" + jar.group() + "/" + jar.name() + "@" + jar.version() + "?type=jar");
        }
        return component.build();
    }

    private JsonObject located(JsonObject component) {
        String digest = digest(component);
        return jars.containsKey(digest)
                ? Json.createObjectBuilder(component)
                        .add("evidence", evidence(digest))
                        .build()
                : component;
    }

    private JsonObject evidence(String digest) {
        var places = Json.createArrayBuilder();
        jars.get(digest).forEach(file -> places.add(Json.createObjectBuilder().add("location", file.name())));
        return Json.createObjectBuilder().add("occurrences", places).build();
    }

    private static void refuseStrangers(List<PackedFile> inside) {
        List<String> strangers = inside.stream()
                .filter(file -> !ofContainer(file) && !ofRuntime(file))
                .map(PackedFile::name)
                .toList();
        if (!strangers.isEmpty()) {
            throw new ReleaseFailure("shipped, but not among the dependencies of release/distribution/pom.xml: "
                    + String.join(", ", strangers));
        }
    }

    private static void refuseUnlicensed(List<JsonObject> components) {
        List<String> unlicensed = components.stream()
                .flatMap(BillOfMaterials::withNested)
                .filter(component -> !component.containsKey("licenses")
                        || component.getJsonArray("licenses").isEmpty())
                .map(component -> component.getString("name"))
                .toList();
        if (!unlicensed.isEmpty()) {
            throw new ReleaseFailure("no licence is known of " + String.join(", ", unlicensed)
                    + "; find out what their projects say and add them to unlabelled.txt");
        }
    }

    private static Stream<JsonObject> withNested(JsonObject component) {
        return Stream.concat(
                Stream.of(component),
                component.containsKey("components")
                        ? component.getJsonArray("components").getValuesAs(JsonObject.class).stream()
                        : Stream.of());
    }

    private static boolean ofContainer(PackedFile file) {
        return file.name().startsWith("server/runtime/")
                || file.name().startsWith("server/payara/")
                || file.name().equals("server/launch-micro.jar");
    }

    private static boolean ofRuntime(PackedFile file) {
        return file.name().startsWith(RUNTIME);
    }

    static String digest(JsonObject component) {
        return component.getJsonArray("hashes").getValuesAs(JsonObject.class).stream()
                .filter(hash -> hash.getString("alg").equals("SHA-256"))
                .map(hash -> hash.getString("content"))
                .findFirst()
                .orElse("");
    }

    private static JsonArray hashes(String digest) {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("alg", "SHA-256").add("content", digest))
                .build();
    }

    private static JsonArray licences(JsonObject licence) {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("license", licence))
                .build();
    }

    private static String value(String release, String key) {
        return release.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    private static String text(PackedFile file) {
        try {
            return Files.readString(file.source());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
