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
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the software bill of materials (SBOM) of a distribution in CycloneDX JSON format, from Maven's resolved
 * dependencies and the jars that they contain. Every shipped jar must be listed with digest and license; otherwise the
 * release fails.
 */
final class SbomBuilder {
    private static final String PAYARA_MICRO = "payara-micro";
    private static final String EXECUTOR_RUNTIME = "server/runtime-executor/";

    private final JsonObject resolved;
    private final Map<String, List<DistributionFile>> jars;
    private final SortedSet<DistributionFile> files;

    /**
     * @param resolved the output of the CycloneDX plugin
     */
    SbomBuilder(JsonObject resolved, SortedSet<DistributionFile> files) {
        this.resolved = resolved;
        this.files = files;
        this.jars = files.stream()
                .filter(file ->
                        file.entryName().endsWith(".jar") || file.entryName().endsWith(".war"))
                .collect(Collectors.groupingBy(file -> Sha256.of(file.source())));
    }

    JsonObject build(String version) {
        List<JsonObject> components = resolved.getJsonArray("components").getValuesAs(JsonObject.class);
        Set<String> declared = components.stream().map(SbomBuilder::digest).collect(Collectors.toSet());
        List<DistributionFile> embedded = jars.entrySet().stream()
                .filter(jar -> !declared.contains(jar.getKey()))
                .flatMap(jar -> jar.getValue().stream().limit(1))
                .sorted()
                .toList();
        var all = new ArrayList<JsonObject>();
        components.forEach(component -> all.add(
                component.getString("name").equals(PAYARA_MICRO)
                        ? payaraComponent(component, embedded)
                        : withLocations(component)));
        all.add(runtimeComponent(embedded));
        rejectUndeclaredJars(embedded);
        rejectUnlicensedComponents(all);
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

    private JsonObject payaraComponent(JsonObject component, List<DistributionFile> embedded) {
        return Json.createObjectBuilder(component)
                .add(
                        "components",
                        nestedComponents(PAYARA_MICRO, embedded.stream().filter(SbomBuilder::isPayaraJar)))
                .build();
    }

    /** The JDK modules that run the executor; their release file contains the version. */
    private JsonObject runtimeComponent(List<DistributionFile> embedded) {
        String release = files.stream()
                .filter(file -> file.entryName().equals(EXECUTOR_RUNTIME + "release"))
                .map(file -> readText(file))
                .findFirst()
                .orElseThrow(() -> new ReleaseException(EXECUTOR_RUNTIME
                        + "release is missing in the built server; build the tree with `mvn -DskipTests verify`"));
        return Json.createObjectBuilder()
                .add("type", "platform")
                .add("bom-ref", "executor-runtime")
                .add("name", "OpenJDK runtime of the executor")
                .add("version", releaseProperty(release, "JAVA_VERSION"))
                .add("description", "jlinked: " + releaseProperty(release, "MODULES"))
                .add("licenses", licenses(LicenseResolver.spdx("GPL-2.0-with-classpath-exception")))
                .add(
                        "components",
                        nestedComponents(
                                "executor-runtime", embedded.stream().filter(SbomBuilder::isExecutorRuntimeJar)))
                .build();
    }

    private JsonArrayBuilder nestedComponents(String parent, Stream<DistributionFile> embedded) {
        return Json.createArrayBuilder(
                embedded.map(file -> component(parent, file)).toList());
    }

    private JsonObject component(String parent, DistributionFile file) {
        JarMetadata metadata = JarMetadata.read(file.source());
        String digest = Sha256.of(file.source());
        JsonArray licenses = isExecutorRuntimeJar(file)
                ? licenses(LicenseResolver.spdx("GPL-2.0-with-classpath-exception"))
                : LicenseResolver.resolve(metadata);
        JsonObjectBuilder component = Json.createObjectBuilder()
                .add("type", "library")
                .add("bom-ref", parent + "/" + file.entryName())
                .add("name", metadata.name())
                .add("hashes", hashes(digest))
                .add("licenses", licenses)
                .add("evidence", evidence(digest));
        if (!metadata.version().isEmpty()) {
            component.add("version", metadata.version());
        }
        if (!metadata.group().isEmpty()) {
            component.add("group", metadata.group());
            component.add(
                    "purl",
                    "pkg:maven/" + metadata.group() + "/" + metadata.name() + "@" + metadata.version() + "?type=jar");
        }
        return component.build();
    }

    private JsonObject withLocations(JsonObject component) {
        String digest = digest(component);
        return jars.containsKey(digest)
                ? Json.createObjectBuilder(component)
                        .add("evidence", evidence(digest))
                        .build()
                : component;
    }

    private JsonObject evidence(String digest) {
        var occurrences = Json.createArrayBuilder();
        Objects.requireNonNull(jars.get(digest))
                .forEach(file -> occurrences.add(Json.createObjectBuilder().add("location", file.entryName())));
        return Json.createObjectBuilder().add("occurrences", occurrences).build();
    }

    private static void rejectUndeclaredJars(List<DistributionFile> embedded) {
        List<String> undeclared = embedded.stream()
                .filter(file -> !isPayaraJar(file) && !isExecutorRuntimeJar(file))
                .map(DistributionFile::entryName)
                .toList();
        if (!undeclared.isEmpty()) {
            throw new ReleaseException(
                    "these jars are shipped, but are not dependencies in release/distribution/pom.xml; add them: "
                            + String.join(", ", undeclared));
        }
    }

    private static void rejectUnlicensedComponents(List<JsonObject> components) {
        List<String> unlicensed = components.stream()
                .flatMap(SbomBuilder::withNested)
                .filter(component -> !component.containsKey("licenses")
                        || component.getJsonArray("licenses").isEmpty())
                .map(component -> component.getString("name"))
                .toList();
        if (!unlicensed.isEmpty()) {
            throw new ReleaseException("no license is known for " + String.join(", ", unlicensed)
                    + "; find the licenses of their projects and add them to missing-licenses.txt");
        }
    }

    private static Stream<JsonObject> withNested(JsonObject component) {
        return Stream.concat(
                Stream.of(component),
                component.containsKey("components")
                        ? component.getJsonArray("components").getValuesAs(JsonObject.class).stream()
                        : Stream.of());
    }

    private static boolean isPayaraJar(DistributionFile file) {
        return file.entryName().startsWith("server/runtime/")
                || file.entryName().startsWith("server/payara/")
                || file.entryName().equals("server/launch-micro.jar");
    }

    private static boolean isExecutorRuntimeJar(DistributionFile file) {
        return file.entryName().startsWith(EXECUTOR_RUNTIME);
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

    private static JsonArray licenses(JsonObject license) {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("license", license))
                .build();
    }

    private static String releaseProperty(String release, String key) {
        return release.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    private static String readText(DistributionFile file) {
        try {
            return Files.readString(file.source());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
