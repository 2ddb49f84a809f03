package dev.codeagent.api.policy;

import dev.codeagent.api.policy.shell.ShellScript;
import dev.codeagent.api.policy.shell.ShellWord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where paths lead: relative to the workspace where they lead into it, absolute elsewhere. */
final class Places {
    private static final int MOST_FOLDERS = 64;
    private static final int ROUNDS = 4;
    private static final String ANY = String.valueOf(ShellWord.ANY_TEXT);

    private final List<String> roots;
    private final Set<String> folders = new LinkedHashSet<>();

    /** @param script what may change the folder that relative paths begin in */
    Places(List<String> roots, List<ShellScript> script) {
        this.roots =
                roots.stream().map(r -> normal(r.replaceFirst("(?<=.)/+$", ""))).toList();
        folders.add(this.roots.getFirst());
        for (int round = 0; round < ROUNDS; round++) {
            for (String folder : List.copyOf(folders)) {
                script.forEach(s -> s.folders().forEach(f -> goTo(folder, f)));
            }
        }
    }

    /** In which order a script goes to folders is not followed: it may be in each of them at each command. */
    private void goTo(String folder, ShellWord target) {
        if (folders.size() < MOST_FOLDERS && !target.text().startsWith("-")) {
            folders.add(target.splits() ? ANY : absolute(folder, target.text()));
        } else if (folders.size() >= MOST_FOLDERS) {
            folders.add(ANY);
        }
    }

    /** All that a path may mean. */
    Set<String> of(ShellWord path) {
        var names = new LinkedHashSet<String>();
        for (String folder : folders) {
            names.add(name(absolute(folder, path.text())));
        }
        return names;
    }

    /** Whether it certainly is in the workspace, or a device that holds nothing. */
    boolean inside(ShellWord path) {
        boolean device = path.text().matches("/dev/(null|stdin|stdout|stderr|zero|fd/\\d+|tty)");
        return device || path.known() && of(path).stream().noneMatch(n -> n.startsWith("/") || n.startsWith(ANY));
    }

    private String name(String absolute) {
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

    private String absolute(String folder, String path) {
        String whole =
                path.startsWith("/") || ShellWord.mark(path.isEmpty() ? '/' : path.charAt(0)) && path.length() == 1
                        ? path
                        : folder + "/" + path;
        return throughProcess(normal(whole));
    }

    /** A process's own folders lead back to where it works, and to the root. */
    private String throughProcess(String path) {
        String there = path.replaceFirst("^/proc/[^/]+(/task/[^/]+)?/root(?=/|$)", "");
        String own =
                there.replaceFirst("^/proc/[^/]+(/task/[^/]+)?/cwd(?=/|$)", roots.isEmpty() ? "" : roots.getFirst());
        return own.equals(path) ? path : throughProcess(own.isEmpty() ? "/" : own);
    }

    /** Without empty parts, {@code .} and {@code ..}; what is not known may be several folders. */
    private static String normal(String path) {
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
