package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the client knows of a folder that it uploads to a server, in a directory of its user's state. The key makes the
 * folder the same project in every upload; without the directory it becomes a new project.
 *
 * @param directory for this folder, this part of it, and this server
 * @param key names the folder on the server
 */
record UploadState(Path directory, String key, Path root, String part) {
    private static final String FILE = "folder.json";
    private static final int KEY_BYTES = 16;

    /** The state of a folder, if it was uploaded before. */
    static Optional<UploadState> find(Path location, URI server, Path root, String part) {
        Path directory = location.resolve(name(server, root, part));
        return Files.exists(directory.resolve(FILE)) ? Optional.of(read(directory)) : Optional.empty();
    }

    /** The state of the folder with this project on a server. */
    static Optional<UploadState> findProject(Path location, URI server, String project) throws IOException {
        if (!Files.isDirectory(location)) {
            return Optional.empty();
        }
        try (Stream<Path> directories = Files.list(location)) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve(FILE)))
                    .map(UploadState::read)
                    .filter(state ->
                            state.directory().getFileName().toString().equals(name(server, state.root(), state.part())))
                    .filter(state -> state.project().filter(project::equals).isPresent())
                    .findFirst();
        }
    }

    /** The same; a folder that was not uploaded before gets a new key. */
    static UploadState create(Path location, URI server, Path root, String part) throws IOException {
        Optional<UploadState> existing = find(location, server, root, part);
        if (existing.isPresent()) {
            return existing.get();
        }
        Path directory = Files.createDirectories(location.resolve(name(server, root, part)));
        closeForOthers(location);
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        write(
                directory.resolve(FILE),
                Json.createObjectBuilder()
                        .add("key", HexFormat.of().formatHex(key))
                        .add("root", root.toString())
                        .add("part", part)
                        .add("server", server.toString())
                        .build());
        return read(directory);
    }

    private static void closeForOthers(Path location) {
        var file = location.toFile();
        boolean closed = file.setReadable(false, false)
                && file.setReadable(true, true)
                && file.setExecutable(false, false)
                && file.setExecutable(true, true)
                && file.setWritable(false, false)
                && file.setWritable(true, true);
        if (!closed) {
            return; // A file system without permissions.
        }
    }

    private static UploadState read(Path directory) {
        JsonObject json = readJson(directory.resolve(FILE));
        return new UploadState(
                directory, json.getString("key"), Path.of(json.getString("root")), json.getString("part"));
    }

    private static JsonObject readJson(Path file) {
        try (var reader = Json.createReader(new StringReader(Files.readString(file)))) {
            return reader.readObject();
        } catch (IOException e) {
            throw CliException.unreadableFile(file, e);
        } catch (JsonException e) {
            throw CliException.usageError(file + " is damaged (" + e.getMessage()
                    + "); delete its directory, and the folder becomes a new project of the server");
        }
    }

    private static void write(Path file, JsonObject content) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(partial, content.toString());
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String name(URI server, Path root, String part) {
        try {
            String text = server + "\n" + root + "\n" + part;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The id of the project on the server; empty before the first upload. */
    Optional<String> project() {
        Path file = directory.resolve("project.json");
        return Files.exists(file) ? Optional.of(readJson(file).getString("id")) : Optional.empty();
    }

    void saveProject(String id) throws IOException {
        if (!project().equals(Optional.of(id))) {
            write(
                    directory.resolve("project.json"),
                    Json.createObjectBuilder().add("id", id).build());
        }
    }

    Path gitDir() {
        return directory.resolve("repository.git");
    }

    /** Exists while an apply changes files of the folder. */
    Path applyJournal() {
        return directory.resolve("apply.journal");
    }

    /** The bundle that is being sent. */
    Path bundle() {
        return directory.resolve("transfer.bundle");
    }

    /** The lines of a small file; empty if it does not exist. */
    static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
