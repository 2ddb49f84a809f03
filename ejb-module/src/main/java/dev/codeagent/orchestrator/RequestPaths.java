package dev.codeagent.orchestrator;

import dev.codeagent.sandbox.CommitFiles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The files and directories that a request names relative to the directory in which the user is. Tools of agents need
 * their paths from the root of the repository.
 *
 * @param files the files that the run starts with; asked for only if a request can name one
 */
public record RequestPaths(Supplier<CommitFiles> files) {
    private static final int MAX_PATHS = 50;
    private static final int MAX_LENGTH = 300;
    private static final Pattern SEPARATOR = Pattern.compile("[\\s\"'`()\\[\\]{}<>,;]+");

    /** A path, and no word of a sentence: it contains a dot or a slash between its names. */
    private static final Pattern PATH =
            Pattern.compile("(?=.*[\\p{L}\\p{N}_])(?!/)(?!-)(?=.*[./])[\\p{L}\\p{N}_.+@~=/-]+");

    /** Paths from the root by the names in the request, in their order. */
    Map<String, String> resolve(String request, String folder) {
        if (folder.isEmpty()) {
            return Map.of();
        }
        var candidates = new LinkedHashMap<String, String>();
        for (String word : SEPARATOR.split(request)) {
            String name = withoutEnd(withoutEnd(word.startsWith("@") ? word.substring(1) : word, ".:!?"), "/");
            if (candidates.size() < MAX_PATHS
                    && name.length() <= MAX_LENGTH
                    && PATH.matcher(name).matches()) {
                fromRoot(folder, name).ifPresent(path -> candidates.putIfAbsent(name, path));
            }
        }
        if (!candidates.isEmpty()) {
            Set<String> existing = files.get().existing(Set.copyOf(candidates.values()));
            candidates.values().removeIf(path -> !existing.contains(path));
        }
        return candidates;
    }

    private static String withoutEnd(String word, String characters) {
        int end = word.length();
        while (end > 0 && characters.indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(0, end);
    }

    /** Empty for a path that leaves the repository. */
    private static Optional<String> fromRoot(String folder, String name) {
        Deque<String> path = new ArrayDeque<>();
        for (String part : (folder + "/" + name).split("/")) {
            if (part.equals("..")) {
                if (path.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                path.addLast(part);
            }
        }
        return Optional.of(String.join("/", path)).filter(text -> !text.isEmpty() && !text.equals(name));
    }
}
