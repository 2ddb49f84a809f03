package dev.codeagent.policy;

import dev.codeagent.policy.shell.ShellScript;
import dev.codeagent.policy.shell.ShellWord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Resolves paths: relative to the workspace if they are inside it, absolute otherwise. */
final class PathResolver {
    private static final int MAX_DIRECTORIES = 64;
    private static final int MAX_DIRECTORY_CHARS = 4_096;
    private static final int MAX_PROC_LINKS = 100;
    private static final int ROUNDS = 4;
    private static final String ANY = String.valueOf(ShellWord.ANY_TEXT);

    private final List<String> roots;
    private final Set<String> directories = new LinkedHashSet<>();

    /**
     * @param start directories of the workspace that a call starts in
     * @param script scripts that may change the directory against which relative paths are resolved
     */
    PathResolver(List<String> roots, List<ShellWord> start, List<ShellScript> script) {
        this.roots = roots.stream()
                .map(r -> normalize(r.replaceFirst("(?<=.)/+$", "")))
                .toList();
        directories.add(this.roots.getFirst());
        start.forEach(directory -> addDirectory(this.roots.getFirst(), directory));
        for (int round = 0; round < ROUNDS; round++) {
            for (String directory : List.copyOf(directories)) {
                script.forEach(s -> s.directories().forEach(f -> changeDirectory(directory, f)));
            }
        }
    }

    /** The order of directory changes in a script is ignored: each command may run in each of the directories. */
    private void changeDirectory(String directory, ShellWord target) {
        if (!target.text().startsWith("-")) {
            addDirectory(directory, target);
        }
    }

    private void addDirectory(String directory, ShellWord target) {
        boolean unknown = target.maySplit() || directories.size() >= MAX_DIRECTORIES;
        String absolute = unknown ? ANY : toAbsolute(directory, target.text());
        directories.add(absolute.length() > MAX_DIRECTORY_CHARS ? ANY : absolute);
    }

    /** Returns all paths that a word may refer to. */
    Set<String> resolve(ShellWord path) {
        var names = new LinkedHashSet<String>();
        for (String directory : directories) {
            names.add(relativize(toAbsolute(directory, path.text())));
        }
        return names;
    }

    /** Whether the path is certainly in the workspace, or a device that stores nothing. */
    boolean isInsideWorkspace(ShellWord path) {
        boolean device = path.text().matches("/dev/(null|stdin|stdout|stderr|zero|fd/\\d+|tty)");
        return device
                || path.isKnown() && resolve(path).stream().noneMatch(n -> n.startsWith("/") || n.startsWith(ANY));
    }

    private String relativize(String absolute) {
        for (String root : roots) {
            if (absolute.equals(root)) {
                return ".";
            }
            if (absolute.startsWith(root.equals("/") ? "/" : root + "/")) {
                return absolute.substring(root.equals("/") ? 1 : root.length() + 1);
            }
        }
        return absolute;
    }

    private String toAbsolute(String directory, String path) {
        String whole = path.startsWith("/")
                        || ShellWord.isWildcard(path.isEmpty() ? '/' : path.charAt(0)) && path.length() == 1
                ? path
                : directory + "/" + path;
        return resolveProcLinks(normalize(whole));
    }

    /** The directories of a process in /proc link to its working directory and to the root. */
    private String resolveProcLinks(String path) {
        String resolved = path;
        for (int i = 0; i < MAX_PROC_LINKS; i++) {
            String withoutRoot = resolved.replaceFirst("^/proc/[^/]+(/task/[^/]+)?/root(?=/|$)", "");
            String withoutCwd = withoutRoot.replaceFirst(
                    "^/proc/[^/]+(/task/[^/]+)?/cwd(?=/|$)", roots.isEmpty() ? "" : roots.getFirst());
            if (withoutCwd.equals(resolved)) {
                return resolved;
            }
            resolved = withoutCwd.isEmpty() ? "/" : withoutCwd;
        }
        return ANY;
    }

    /** Removes empty parts, {@code .} and {@code ..}; an unknown part may stand for several directories. */
    private static String normalize(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                boolean open = !parts.isEmpty() && parts.getLast().indexOf(ShellWord.ANY_TEXT) >= 0
                        || !parts.isEmpty() && parts.getLast().indexOf(ShellWord.ANY_WORDS) >= 0;
                if (open) {
                    parts.removeLast();
                    parts.add(ANY);
                } else if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        String joined = String.join("/", new ArrayList<>(parts));
        boolean free = !joined.isEmpty()
                && (joined.charAt(0) == ShellWord.ANY_TEXT || joined.charAt(0) == ShellWord.ANY_WORDS);
        return free ? joined : "/" + joined;
    }
}
