package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.policy.PolicyRequest.FileReference;
import dev.codeagent.policy.shell.ShellWord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Matches the files of one call with the paths of rules that deny or ask. */
final class PathMatcher {
    /** No system opens a longer path. */
    private static final int MAX_PATH_CHARS = 4_096;

    private static final int MAX_PARTS = 200;
    private static final int MAX_NAMES = 200_000;
    private static final long MAX_NAME_CHARS = 20_000_000;

    private final PolicyRequest request;
    private final PathResolver pathResolver;
    private final GlobMatcher globMatcher;
    private final List<NamedPath> namedPaths = new ArrayList<>();

    /** A file of the call with all names that it may have. */
    private record NamedPath(FileReference file, Set<String> names) {}

    PathMatcher(PolicyRequest request, PathResolver pathResolver, GlobMatcher globMatcher) {
        this.request = request;
        this.pathResolver = pathResolver;
        this.globMatcher = globMatcher;
    }

    /** Returns the first path of the call that the rule's paths may match. */
    Optional<ShellWord> find(PolicyRule rule) {
        List<String> patterns = rule.paths().stream()
                .flatMap(p -> GlobPatterns.forPaths(p).stream())
                .toList();
        return namedPaths().stream()
                .filter(f -> rule.access().matches(f.file().access()))
                .filter(f -> matchesAny(patterns, f))
                .findFirst()
                .map(f -> f.file().path());
    }

    /** The names of all files of the call, resolved once for all rules. */
    private List<NamedPath> namedPaths() {
        if (namedPaths.isEmpty() && !request.files().isEmpty()) {
            int count = 0;
            long chars = 0;
            for (FileReference file : request.files()) {
                Set<String> names = new LinkedHashSet<>();
                for (ShellWord candidate : pathCandidates(file).toList()) {
                    Set<String> resolved = pathResolver.resolve(candidate);
                    names.addAll(resolved);
                    count += resolved.size();
                    chars += resolved.stream().mapToLong(String::length).sum();
                    if (count > MAX_NAMES || chars > MAX_NAME_CHARS) {
                        throw new AgentException(
                                ErrorCode.INVALID_VALUE,
                                "the call names too many files to compare with the rules; write a shorter call");
                    }
                }
                namedPaths.add(new NamedPath(file, names));
            }
        }
        return namedPaths;
    }

    /** A word may contain a path after an equals sign, a colon, a comma, an at sign or an option letter. */
    private static Stream<ShellWord> pathCandidates(FileReference file) {
        String text = file.path().text();
        if (file.certain()) {
            return Stream.of(file.path());
        }
        var parts = new ArrayList<>(List.of(text));
        for (int i = Math.max(0, text.length() - MAX_PATH_CHARS); i < text.length(); i++) {
            if ("=:,@".indexOf(text.charAt(i)) >= 0) {
                parts.add(text.substring(i + 1));
            }
        }
        if (text.length() > 2 && text.charAt(0) == '-' && text.charAt(1) != '-') {
            parts.add(text.substring(2));
        }
        if (parts.size() > MAX_PARTS) {
            return Stream.of(ShellWord.of(String.valueOf(ShellWord.ANY_TEXT)));
        }
        return parts.stream().filter(p -> !p.isEmpty()).map(ShellWord::of);
    }

    private boolean matchesAny(List<String> patterns, NamedPath path) {
        return patterns.stream()
                .anyMatch(p -> path.names().stream()
                        .anyMatch(n -> switch (path.file().reach()) {
                            case PATH -> globMatcher.overlap(p, n);
                            case TREE -> globMatcher.overlap(p, n) || isBelow(p, n);
                            case NAME -> hasName(p, n);
                        }));
    }

    /** Whether the pattern is about files with certain names, and this one is among them. */
    private boolean hasName(String pattern, String name) {
        String last = pattern.substring(
                Math.max(pattern.lastIndexOf('/'), pattern.lastIndexOf(GlobMatcher.ANY_DIRECTORIES)) + 1);
        return last.chars().anyMatch(c -> !ShellWord.isWildcard((char) c)) && globMatcher.overlap(last, name);
    }

    /** Whether the pattern is about files in the directory: its fixed beginning has the directory. */
    private boolean isBelow(String pattern, String directory) {
        if (directory.equals(".")) {
            return !pattern.startsWith("/");
        }
        for (int i = 0; i < pattern.length() && !ShellWord.isWildcard(pattern.charAt(i)); i++) {
            if (pattern.charAt(i) == '/' && i > 0 && globMatcher.overlap(pattern.substring(0, i), directory)) {
                return true;
            }
        }
        return false;
    }
}
