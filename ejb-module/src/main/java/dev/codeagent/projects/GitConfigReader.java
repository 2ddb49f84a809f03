package dev.codeagent.projects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets git parse configuration files. Each result is kept, because many runs read the same files, and a process costs
 * more than all else that opening a repository needs.
 */
final class GitConfigReader {
    private static final int MAX_CONFIG = 1 << 20;
    private static final int MAX_KEPT_FILES = 256;
    private static final int MAX_KEPT_BYTES = 16 << 10;

    /** Files that the user's configuration includes, and that of the system, are read again after this time. */
    private static final Duration USER_MAX_AGE = Duration.ofSeconds(1);

    private static final Map<String, Map<String, String>> KEPT_FILES =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
                    return size() > MAX_KEPT_FILES;
                }
            });
    private static volatile Optional<KeptUserConfig> keptUserConfig = Optional.empty();

    /**
     * The configuration of the user and the system as it was read once.
     *
     * @param home the directory of the user
     * @param file the user's file
     * @param stamp identifies its content
     * @param time when it was read, by {@link System#nanoTime}
     */
    private record KeptUserConfig(String home, String file, String stamp, long time, Map<String, String> values) {
        boolean isUsable(String currentHome, String currentFile, String currentStamp) {
            return home.equals(currentHome)
                    && file.equals(currentFile)
                    && stamp.equals(currentStamp)
                    && System.nanoTime() - time < USER_MAX_AGE.toNanos();
        }
    }

    private GitConfigReader() {}

    /**
     * The keys and values of a file, each byte as one character; git parses a copy and includes nothing.
     *
     * @param scratch where the copy is written
     * @throws dev.codeagent.api.error.AgentException WORKSPACE_FAILED if it is not readable or cannot be parsed
     */
    static Map<String, String> read(Path file, Path scratch) {
        Optional<byte[]> bytes = RepositoryFiles.read(file, MAX_CONFIG);
        if (bytes.isEmpty()) {
            return Map.of();
        }
        String content = new String(bytes.get(), StandardCharsets.ISO_8859_1);
        Map<String, String> kept = KEPT_FILES.get(content);
        if (kept != null) {
            return kept;
        }
        GitView.replace(scratch, bytes.get());
        Git.CommandResult result = list(List.of("--file", scratch.toString(), "--no-includes"), Map.of());
        if (result.exitCode() != 0) {
            throw RepositoryFiles.refused(
                    file, "cannot be parsed: " + result.error().strip());
        }
        Map<String, String> values = parse(result.output());
        if (content.length() <= MAX_KEPT_BYTES) {
            KEPT_FILES.put(content, values);
        }
        return values;
    }

    /**
     * The configuration of the system and of the user, with the files that they include.
     *
     * @param file the user's file
     */
    static Map<String, String> readUser(String home, Path file) {
        String stamp = stamp(file);
        Optional<KeptUserConfig> kept = keptUserConfig.filter(k -> k.isUsable(home, file.toString(), stamp));
        if (kept.isPresent()) {
            return kept.get().values();
        }
        long time = System.nanoTime();
        var environment = Map.of("HOME", home, "GIT_CONFIG_NOSYSTEM", "0", "GIT_CONFIG_GLOBAL", file.toString());
        var values = new HashMap<>(
                parse(list(List.of("--system", "--includes"), environment).output()));
        values.putAll(parse(list(List.of("--global", "--includes"), environment).output()));
        keptUserConfig = Optional.of(new KeptUserConfig(home, file.toString(), stamp, time, Map.copyOf(values)));
        return Map.copyOf(values);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return ""; // Git ignores a file that it cannot read.
        }
    }

    private static Git.CommandResult list(List<String> source, Map<String, String> environment) {
        var command = new ArrayList<>(List.of("git", "config", "--list", "-z"));
        command.addAll(source);
        return new GitProcess(command, Path.of("/"), environment, GitProcess.Limits.STANDARD).run(new byte[0]);
    }

    /** Keys and values; each byte is a character, because neither has to be text. */
    private static Map<String, String> parse(byte[] output) {
        var values = new HashMap<String, String>();
        for (String entry : new String(output, StandardCharsets.ISO_8859_1).split("\0")) {
            String[] keyAndValue = entry.split("\n", 2);
            values.put(keyAndValue[0], keyAndValue.length > 1 ? keyAndValue[1] : "true");
        }
        return Map.copyOf(values);
    }
}
