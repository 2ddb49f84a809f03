package dev.codeagent.bench.projects;

import dev.codeagent.bench.harness.GitRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A release of a third-party project.
 *
 * @param buildTool the build tool: {@code maven}, {@code npm} or {@code pytest}
 * @param archiveUrl the URL of its source, a zip or a gzipped tar with one directory
 * @param sha256 the SHA-256 of the archive, in hexadecimal
 * @param minPassed the number of its tests that must pass at least
 */
record ThirdPartyProject(String name, String buildTool, String archiveUrl, String sha256, int minPassed) {

    /** Downloads the source and commits it to a new repository. */
    GitRepository downloadAsRepository(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path file = folder.resolve(archiveUrl.substring(archiveUrl.lastIndexOf('/') + 1));
        run(folder, "curl", "-fsSL", "--retry", "2", "-o", file.toString(), archiveUrl);
        String found = digest(file);
        if (!found.equals(sha256)) {
            throw new IOException(archiveUrl + " has the SHA-256 " + found + ", expected " + sha256);
        }
        Path source = Files.createDirectories(folder.resolve("source"));
        if (archiveUrl.endsWith(".zip")) {
            run(source, Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "xf", file.toString());
        } else {
            run(source, "tar", "xzf", file.toString(), "--no-same-owner");
        }
        try (Stream<Path> entries = Files.list(source)) {
            return GitRepository.initialize(
                    entries.filter(Files::isDirectory).findFirst().orElseThrow());
        }
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", List.of(command)) + " ended with exit code " + exit);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
