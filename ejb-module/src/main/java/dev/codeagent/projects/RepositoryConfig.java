package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a repository, and of the user, that say how files are stored. Only these are used; every value is
 * one of a few words, or the path of a file with patterns. Files that they include are not read.
 *
 * @param values those of the repository override those of the user, except the files with patterns: these are the user's
 * @param ownPatterns contents of the files with patterns in the working tree that the repository names
 */
record RepositoryConfig(Map<String, String> values, Map<String, byte[]> ownPatterns) {
    private static final String BOOLEAN = "true|false|yes|no|on|off|0|1";
    /** How the content of files relates to the working tree. */
    private static final Map<String, Pattern> FILE_SETTINGS = Map.of(
            "core.autocrlf", Pattern.compile(BOOLEAN + "|input"),
            "core.eol", Pattern.compile("lf|crlf|native"),
            "core.filemode", Pattern.compile(BOOLEAN),
            "core.symlinks", Pattern.compile(BOOLEAN),
            "core.ignorecase", Pattern.compile(BOOLEAN),
            "core.precomposeunicode", Pattern.compile(BOOLEAN),
            "core.sharedrepository", Pattern.compile(BOOLEAN + "|group|all|world|everybody|umask|0[0-7]{3}"),
            "core.sparsecheckout", Pattern.compile(BOOLEAN),
            "core.sparsecheckoutcone", Pattern.compile(BOOLEAN));
    /** The format of the repository; a version of git without such an extension must not use it. */
    private static final Map<String, Pattern> FORMAT_SETTINGS = Map.of(
            "extensions.objectformat", Pattern.compile("sha1|sha256"),
            "extensions.refstorage", Pattern.compile("files|reftable"));
    /** Extensions that do not matter for what the server does. */
    private static final List<String> IGNORED_EXTENSIONS = List.of(
            "extensions.noop",
            "extensions.noop-v1",
            "extensions.preciousobjects",
            "extensions.partialclone",
            "extensions.relativeworktrees",
            "extensions.worktreeconfig");

    /** The name of a filter is simple here; others are not in the configuration. */
    private static final Pattern FILTER_PROGRAM = Pattern.compile("filter\\.([A-Za-z0-9._-]+)\\.(clean|process)");

    private static final List<String> PATTERN_FILES = List.of("core.excludesfile", "core.attributesfile");
    private static final int MAX_PATTERNS = 1 << 20;

    /**
     * Reads the configuration of a repository; {@code user} are the values that it can override. It can name files with
     * patterns in its working tree only: git repeats what it does not understand in them, and the server may read more
     * files than whoever made the repository.
     *
     * @param workTree the working tree of the repository
     * @param scratch a directory of the server, for a copy of the configuration that git parses
     * @throws AgentException WORKSPACE_FAILED if it is not readable, or has an extension that is not known
     */
    static RepositoryConfig read(RepositoryLayout layout, Path workTree, RepositoryConfig user, Path scratch) {
        var own = new HashMap<String, String>();
        Map<String, String> common = GitConfigReader.read(layout.commonDir().resolve("config"), scratch);
        own.putAll(common);
        if (isTrue(common.getOrDefault("extensions.worktreeconfig", "false"))) {
            own.putAll(GitConfigReader.read(layout.gitDir().resolve("config.worktree"), scratch));
        }
        boolean extensible =
                !common.getOrDefault("core.repositoryformatversion", "0").equals("0");
        for (String key : common.keySet()) {
            if (extensible
                    && key.startsWith("extensions.")
                    && !FORMAT_SETTINGS.containsKey(key)
                    && !IGNORED_EXTENSIONS.contains(key)) {
                throw RepositoryFiles.refused(
                        layout.commonDir().resolve("config"), "has '" + key + "', which the server does not know");
            }
        }
        var ownPatterns = new HashMap<String, byte[]>();
        for (String key : PATTERN_FILES) {
            file(own.remove(key))
                    .flatMap(file -> readInside(workTree, file))
                    .ifPresent(content -> ownPatterns.put(key, content));
        }
        var values = new HashMap<>(user.values);
        values.putAll(own);
        return new RepositoryConfig(values, ownPatterns);
    }

    /** The content of a regular file whose real path is in the directory, which it cannot leave meanwhile. */
    private static Optional<byte[]> readInside(Path directory, Path file) {
        try {
            Path root = directory.toRealPath();
            Path real = file.toRealPath();
            if (!real.startsWith(root) || real.equals(root)) {
                return Optional.empty();
            }
            String name = GitPaths.name(root.relativize(real).toString());
            try (LinkFreeTree.OpenFile open = new LinkFreeTree(root).open(name).orElse(null)) {
                return open == null || open.attributes().size() > MAX_PATTERNS
                        ? Optional.empty()
                        : Optional.of(open.read(0, MAX_PATTERNS));
            }
        } catch (IOException | AgentException e) {
            return Optional.empty();
        }
    }

    /** The file that a setting names, whose value has a character for each byte. */
    private static Optional<Path> file(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        String text = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            Path file = Path.of(text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text);
            return Optional.of(file).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The user's own configuration and that of the system. */
    static RepositoryConfig ofUser(Map<String, String> serverEnvironment) {
        String home = System.getProperty("user.home");
        var values = new HashMap<>(GitConfigReader.readUser(home, globalFile(home, serverEnvironment)));
        values.putIfAbsent("core.excludesfile", configHome(home, serverEnvironment) + "/git/ignore");
        values.putIfAbsent("core.attributesfile", configHome(home, serverEnvironment) + "/git/attributes");
        return new RepositoryConfig(values, Map.of());
    }

    private static String configHome(String home, Map<String, String> serverEnvironment) {
        return serverEnvironment.getOrDefault("XDG_CONFIG_HOME", home + "/.config");
    }

    private static Path globalFile(String home, Map<String, String> serverEnvironment) {
        Path file = Path.of(home, ".gitconfig");
        return Files.exists(file) ? file : Path.of(configHome(home, serverEnvironment), "git/config");
    }

    private static boolean isTrue(String value) {
        return List.of("true", "yes", "on", "1").contains(value.toLowerCase(Locale.ROOT));
    }

    /** The configuration file with the settings that are used. */
    String toFile() {
        boolean extended = FORMAT_SETTINGS.keySet().stream().anyMatch(values::containsKey);
        var text = new StringBuilder("[core]\n\tbare = false\n\tlogAllRefUpdates = false\n\trepositoryFormatVersion = "
                + (extended ? 1 : 0) + "\n");
        FILE_SETTINGS.forEach((key, pattern) -> append(text, key, pattern));
        FORMAT_SETTINGS.forEach((key, pattern) -> append(text, key, pattern));
        return text.toString();
    }

    /**
     * Sections that make git stop if it would store a file of a filter without running its program; what has such a
     * filter is not given to git in the first place.
     */
    String requiredFilters() {
        return values.keySet().stream()
                .map(FILTER_PROGRAM::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(match -> "[filter \"" + match.group(1) + "\"]\n\trequired = true\n")
                .distinct()
                .collect(java.util.stream.Collectors.joining());
    }

    private void append(StringBuilder text, String key, Pattern pattern) {
        String value = values.getOrDefault(key, "").toLowerCase(Locale.ROOT);
        if (pattern.matcher(value).matches()) {
            String[] names = key.split("\\.");
            text.append('[')
                    .append(names[0])
                    .append("]\n\t")
                    .append(names[1])
                    .append(" = ")
                    .append(value)
                    .append('\n');
        }
    }

    /** Whether the repository has no working tree of its own. */
    boolean isBare() {
        return isTrue(values.getOrDefault("core.bare", "false"));
    }

    /** Whether the refs are in the directory {@code reftable}. */
    boolean hasReftable() {
        return values.getOrDefault("extensions.refstorage", "").equalsIgnoreCase("reftable");
    }

    /** The content of a file with patterns in the working tree, or that the user names; empty if it names none, or something else. */
    byte[] patterns(String key) {
        if (!PATTERN_FILES.contains(key)) {
            throw new IllegalArgumentException(key);
        }
        byte[] own = ownPatterns.get(key);
        if (own != null) {
            return own;
        }
        try {
            Optional<Path> file = file(values.get(key)).filter(Files::exists);
            return file.isPresent()
                    ? RepositoryFiles.read(file.get().toRealPath(), MAX_PATTERNS)
                            .orElse(new byte[0])
                    : new byte[0];
        } catch (IOException | AgentException e) {
            return new byte[0];
        }
    }
}
