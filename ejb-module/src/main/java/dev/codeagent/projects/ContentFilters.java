package dev.codeagent.projects;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files whose content passes a program on its way into git, for example an encryption, by the attribute {@code filter}.
 * The server runs no such program except its own git-lfs, so it must not store what is in the working tree: git would
 * have stored something else, and what should be encrypted would be published.
 */
record ContentFilters(Git git) {
    /** The attribute's value for files of Git LFS. */
    static final String LFS = "lfs";

    private static final List<String> NO_FILTER = List.of("unspecified", "unset", "set");

    /**
     * The files that have a filter, with its name, by the attributes in the working tree.
     *
     * @param names the bytes of paths, each as one character
     */
    Map<String, String> find(Collection<String> names) {
        return find(names, Map.of(), List.of("check-attr", "-z", "--stdin", "filter"));
    }

    /** The same by the attributes in an index. */
    Map<String, String> find(Collection<String> names, Path index) {
        return find(
                names,
                Map.of("GIT_INDEX_FILE", index.toString()),
                List.of("check-attr", "--cached", "-z", "--stdin", "filter"));
    }

    private Map<String, String> find(
            Collection<String> names, Map<String, String> environment, List<String> arguments) {
        if (names.isEmpty() || !Files.exists(git.gitDir().resolve(GitView.FILTERS))) {
            return Map.of();
        }
        var input = new ByteArrayOutputStream();
        names.forEach(name -> input.writeBytes((name + "\0").getBytes(StandardCharsets.ISO_8859_1)));
        byte[] output = Git.requireSuccess(arguments, git.call(environment, input.toByteArray(), arguments))
                .output();
        var found = new LinkedHashMap<String, String>();
        String[] fields = new String(output, StandardCharsets.ISO_8859_1).split("\0", -1);
        for (int i = 0; i + 2 < fields.length; i += 3) { // path, attribute, value
            if (!NO_FILTER.contains(fields[i + 2])) {
                found.put(fields[i], fields[i + 2]);
            }
        }
        return found;
    }

    /** Whether the server runs the filter itself. */
    boolean isRun(String filter) {
        return filter.equals(LFS) && Files.exists(git.gitDir().resolve(GitView.LFS));
    }

    /** Why a file is not stored. */
    static String reason(String filter, boolean tracked) {
        return "the attribute 'filter' names the program '" + GitPaths.display(filter)
                + "', which changes its content on the way into git, for example an encryption, and the server runs no"
                + " such program" + (tracked ? "; agents get what HEAD has stored" : "");
    }
}
