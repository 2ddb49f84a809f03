package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one call of git lists: the entries of an index, and the files in the working tree that are neither in it nor
 * ignored.
 *
 * @param tracked the version of each entry in the index by name; the bytes of a name are one character each
 * @param untracked the other files; the name of a repository ends with a slash, because git does not look into it
 */
record IndexListing(Map<String, FileVersion> tracked, List<String> untracked) {

    /** Lists what a temporary index and its working tree contain. */
    static IndexListing of(TemporaryIndex index) {
        var tracked = new LinkedHashMap<String, FileVersion>();
        var untracked = new ArrayList<String>();
        for (String line : index.list("ls-files", "-z", "-t", "-s", "-c", "-o", "--exclude-standard")) {
            if (line.charAt(0) == '?') { // A tag, a space, the name.
                untracked.add(line.substring(2));
            } else { // A tag, mode, object and stage, a tabulator, the name.
                int tab = line.indexOf('\t');
                String[] fields = line.substring(2, tab).split(" ");
                tracked.put(line.substring(tab + 1), new FileVersion(fields[0], fields[1]));
            }
        }
        return new IndexListing(tracked, untracked);
    }

    /** The commits of nested repositories by name. */
    Map<String, FileVersion> gitlinks() {
        var gitlinks = new LinkedHashMap<String, FileVersion>();
        tracked.forEach((name, version) -> {
            if (version.isGitlink()) {
                gitlinks.put(name, version);
            }
        });
        return gitlinks;
    }

    /** The directories that are repositories and in which the index has no file. */
    List<String> untrackedRepositories() {
        return untracked.stream()
                .filter(name -> name.endsWith("/"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
    }

    /** The names of all, the tracked ones first. */
    List<String> names() {
        var names = new ArrayList<>(tracked.keySet());
        names.addAll(untracked);
        return names;
    }

    /** The parent directories of files with the name, with a slash at the end; the root is empty. */
    List<String> directoriesWith(String fileName) {
        return names().stream()
                .filter(name -> name.equals(fileName) || name.endsWith("/" + fileName))
                .map(name -> name.substring(0, name.length() - fileName.length()))
                .toList();
    }
}
