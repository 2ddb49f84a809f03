package dev.codeagent.release;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Writes an in-toto statement with SLSA provenance (version 1): who built which files from which source. It is not
 * signed here.
 *
 * @param builderId a URL or a name of the machine that built
 * @param source the URL of the source repository; empty if it exists only on this machine
 */
record Provenance(String version, String commit, String source, String builderId, String tools, Instant startedAt) {

    JsonObject toStatement(List<Path> subjects, JsonObject bom, Instant finishedAt) {
        return Json.createObjectBuilder()
                .add("_type", "https://in-toto.io/Statement/v1")
                .add("subject", subjects(subjects))
                .add("predicateType", "https://slsa.dev/provenance/v1")
                .add(
                        "predicate",
                        Json.createObjectBuilder()
                                .add("buildDefinition", buildDefinition(bom))
                                .add(
                                        "runDetails",
                                        Json.createObjectBuilder()
                                                .add(
                                                        "builder",
                                                        Json.createObjectBuilder()
                                                                .add("id", builderId))
                                                .add(
                                                        "metadata",
                                                        Json.createObjectBuilder()
                                                                .add("startedOn", startedAt.toString())
                                                                .add("finishedOn", finishedAt.toString()))))
                .build();
    }

    private static JsonArrayBuilder subjects(List<Path> files) {
        var subjects = Json.createArrayBuilder();
        files.forEach(file -> subjects.add(Json.createObjectBuilder()
                .add("name", file.getFileName().toString())
                .add("digest", Json.createObjectBuilder().add("sha256", Sha256.of(file)))));
        return subjects;
    }

    private JsonObject buildDefinition(JsonObject bom) {
        var parameters = Json.createObjectBuilder()
                .add("version", version)
                .add("command", Json.createArrayBuilder(List.of("release/build.sh", version)));
        if (!source.isEmpty()) {
            parameters.add("source", source);
        }
        return Json.createObjectBuilder()
                .add("buildType", "urn:codeagent:release:1")
                .add("externalParameters", parameters)
                .add("internalParameters", Json.createObjectBuilder().add("tools", tools))
                .add("resolvedDependencies", resolvedDependencies(bom))
                .build();
    }

    /** Lists the source and each shipped library with its digest. */
    private JsonArrayBuilder resolvedDependencies(JsonObject bom) {
        var dependencies = Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("uri", "git+" + (source.isEmpty() ? "urn:codeagent:source" : source))
                        .add("digest", Json.createObjectBuilder().add("gitCommit", commit)));
        bom.getJsonArray("components").getValuesAs(JsonObject.class).stream()
                .filter(component -> component.containsKey("purl"))
                .filter(component -> !component.getString("group", "").equals("dev.codeagent"))
                .forEach(component -> dependencies.add(Json.createObjectBuilder()
                        .add("uri", component.getString("purl"))
                        .add("digest", Json.createObjectBuilder().add("sha256", SbomBuilder.digest(component)))));
        return dependencies;
    }
}
