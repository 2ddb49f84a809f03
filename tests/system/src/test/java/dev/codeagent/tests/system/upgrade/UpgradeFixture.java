package dev.codeagent.tests.system.upgrade;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A data directory of an earlier version, its projects, and what that version answered about its runs.
 *
 * @param folder where it lies now
 */
record UpgradeFixture(Path folder) {
    /** The folder that the fixture was made in; the database contains its path. */
    static final Path ORIGINAL_FOLDER = Path.of("/tmp/codeagent-upgrade");
    /** Each scenario of the script has a provider of the same name, and its API key is the name, too. */
    static final List<String> SCENARIOS =
            List.of("build", "edit", "rule", "approval", "interrupted", "interrupted-call");
    /** A provider whose requests the model server refuses, because the script has no such scenario. */
    static final String MISSING_SCENARIO = "missing";

    static final String DATABASE_DUMP = "database.sql";
    static final String MODEL_URL = "model-url";
    static final String RUNS = "runs.json";
    static final String PATCH = "build.patch";

    static JsonObject script() throws IOException {
        try (InputStream script = UpgradeFixture.class.getResourceAsStream("/upgrade/script.json");
                JsonReader reader = Json.createReader(script)) {
            return reader.readObject();
        }
    }

    /** Unpacks the archive {@code upgrade/NAME.tar.gz} of the test resources into the folder. */
    static UpgradeFixture unpack(String name, Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve(name + ".tar.gz");
        try (InputStream packed = UpgradeFixture.class.getResourceAsStream("/upgrade/" + name + ".tar.gz")) {
            Files.copy(packed, archive);
        }
        run(folder, "tar", "-xzf", archive.toString());
        return new UpgradeFixture(folder.resolve(ORIGINAL_FOLDER.getFileName()));
    }

    static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
    }

    Path data() {
        return folder.resolve("data");
    }

    /** A project with an npm build. */
    Path projectWithTests() {
        return folder.resolve("tested");
    }

    /** A project without a build, and with rules. */
    Path projectWithRules() {
        return folder.resolve("plain");
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /** The runs as the earlier version listed them, newest first. */
    List<JsonObject> runs() throws IOException {
        return readArray(RUNS).getValuesAs(JsonObject.class);
    }

    JsonObject runWithPrompt(String prompt) throws IOException {
        return runs().stream()
                .filter(run -> run.getString("prompt").equals(prompt))
                .findFirst()
                .orElseThrow();
    }

    /** The events of a run as the earlier version listed them. */
    List<JsonObject> events(String run) throws IOException {
        return readArray(eventsFile(run)).getValuesAs(JsonObject.class);
    }

    static String eventsFile(String run) {
        return "events-" + run + ".json";
    }

    private JsonArray readArray(String file) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newInputStream(folder.resolve(file)))) {
            return reader.readArray();
        }
    }

    /** Projects and the model server have other addresses here than where the fixture was made. */
    void relocate(Connection database, String modelUrl) throws SQLException, IOException {
        replace(
                database,
                "UPDATE project SET path = replace(path, ?, ?)",
                ORIGINAL_FOLDER.toString(),
                folder.toString());
        replace(database, "UPDATE provider SET content = replace(content, ?, ?)", read(MODEL_URL), modelUrl);
    }

    private static void replace(Connection database, String sql, String old, String replacement) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setString(1, old);
            statement.setString(2, replacement);
            statement.executeUpdate();
        }
    }
}
