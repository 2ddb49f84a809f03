package dev.codeagent.projects;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files whose content passes a program on its way into git, for example an encryption, by the attribute {@code filter}.
 * The server runs no such program except its own git-lfs, so it must not store what is in the working tree: git would
 * have stored something else, and what should be encrypted would be published.
 */
record ContentFilters(Git git) {
    /** The attribute's value for files of Git LFS. */
    static final String LFS = "lfs";

    /** The file with attributes in a directory. */
    private static final String FILE = ".gitattributes";

    private static final List<String> NO_FILTER = List.of("unspecified", "unset", "set");

    /**
     * The files that have a filter, with its name, by the attributes in the working tree.
     *
     * @param names the bytes of paths, each as one character
     */
    Map<String, String> find(Collection<String> names) {
        return find(names, Map.of());
    }

    /** The same; where a tracked file with attributes is missing in the working tree, that in the index counts. */
    Map<String, String> find(Collection<String> names, TemporaryIndex index) {
        return find(names, Map.of("GIT_INDEX_FILE", index.file().toString()));
    }

    private Map<String, String> find(Collection<String> names, Map<String, String> environment) {
        return hasAttributes(names)
                ? find(names, environment, List.of("check-attr", "-z", "--stdin", "filter"))
                : Map.of();
    }

    /** Whether there is a file with attributes: of the repository or the user, or in a directory of one of the names. */
    private boolean hasAttributes(Collection<String> names) {
        if (isNotEmpty(git.gitDir().resolve("info/attributes"))
                || isNotEmpty(git.gitDir().resolve(GitView.ATTRIBUTES))) {
            return true;
        }
        var directories = new HashSet<>(Set.of(""));
        for (String name : names) {
            if (name.endsWith(FILE)) {
                return true; // Git uses one that is tracked although it was deleted.
            }
            for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
                if (!directories.add(name.substring(0, end + 1))) {
                    break;
                }
            }
        }
        return directories.stream()
                .anyMatch(directory ->
                        Files.exists(GitPaths.resolve(git.workTree(), directory + FILE), LinkOption.NOFOLLOW_LINKS));
    }

    private static boolean isNotEmpty(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(file, e);
        }
    }

    /** The same by the attributes in an index alone. */
    Map<String, String> findCached(Collection<String> names, Path index) {
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
        return "the server does not run its git filter '" + GitPaths.display(filter) + "', for example an encryption"
                + (tracked ? "; agents get what HEAD has stored" : "");
    }
}
