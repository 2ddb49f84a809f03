package dev.codeagent.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseTest {
    private static final String COMMIT = "c".repeat(40);

    @TempDir
    Path folder;

    @Test
    void writesTheProvenanceStatement() throws IOException {
        Path archive = Files.writeString(folder.resolve("codeagent-1.0.0.tar.gz"), "bytes");
        Files.writeString(folder.resolve("codeagent-1.0.0.cdx.json"), """
                {"components": [{"group": "org.lib", "name": "lib", "purl": "pkg:maven/org.lib/lib@1?type=jar",
                                 "hashes": [{"alg": "SHA-256", "content": "abc"}]}]}""");

        writeProvenanceAndChecksums("https://example.org/code.git");

        JsonObject statement = JsonFile.read(folder.resolve("codeagent-1.0.0.intoto.json"));
        assertThat(statement.getString("_type")).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.getString("predicateType")).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(statement.getJsonArray("subject").toString())
                .contains("\"name\":\"codeagent-1.0.0.tar.gz\",\"digest\":{\"sha256\":\"" + Sha256.of(archive) + "\"}");
        JsonObject predicate = statement.getJsonObject("predicate");
        assertThat(predicate.getJsonObject("buildDefinition").toString())
                .contains("\"command\":[\"release/build.sh\",\"1.0.0\"]")
                .contains("\"uri\":\"git+https://example.org/code.git\",\"digest\":{\"gitCommit\":\"" + COMMIT + "\"}")
                .contains("\"uri\":\"pkg:maven/org.lib/lib@1?type=jar\",\"digest\":{\"sha256\":\"abc\"}");
        assertThat(predicate.getJsonObject("runDetails").toString()).contains("\"id\":\"urn:codeagent:local-build\"");
    }

    @Test
    void writesChecksumsOfAllFilesIncludingTheProvenance() throws IOException {
        Files.writeString(folder.resolve("codeagent-1.0.0.cdx.json"), "{\"components\": []}");
        Files.writeString(folder.resolve("NOTES.md"), "notes");

        writeProvenanceAndChecksums("");
        writeProvenanceAndChecksums("");

        assertThat(Files.readAllLines(folder.resolve("SHA256SUMS")))
                .hasSize(3)
                .contains(Sha256.of(folder.resolve("NOTES.md")) + "  NOTES.md")
                .anyMatch(line -> line.endsWith("  codeagent-1.0.0.intoto.json"));
    }

    @Test
    void rejectsASourceTreeOfAnotherVersion() throws IOException {
        Files.writeString(folder.resolve("pom.xml"), """
                <version>1.0.0</version>
                <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
                """);

        assertThatThrownBy(() -> new Release("1.1.0", folder.resolve("out")).packageDistribution(folder))
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("the pom's version is 1.0.0, not 1.1.0");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private void writeProvenanceAndChecksums(String source) throws IOException {
        new Release("1.0.0", folder)
                .writeProvenanceAndChecksums(new Provenance(
                        "1.0.0",
                        COMMIT,
                        source,
                        "urn:codeagent:local-build",
                        "JDK 25",
                        Instant.parse("2026-01-01T00:00:00Z")));
    }
}
