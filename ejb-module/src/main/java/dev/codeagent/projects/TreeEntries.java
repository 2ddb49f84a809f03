package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The files and gitlinks of trees. Git compares trees with the settings of {@code .gitmodules}; this does not read them. */
final class TreeEntries {
    private TreeEntries() {}

    /** All entries of a commit or tree by name. */
    static Map<String, FileVersion> list(Git git, String tree) {
        var entries = new LinkedHashMap<String, FileVersion>();
        for (String line : GitPaths.split(git.runForBytes("ls-tree", "-r", "-z", "--full-tree", tree))) {
            String[] fields = line.substring(0, line.indexOf('\t')).split(" ");
            entries.put(line.substring(line.indexOf('\t') + 1), new FileVersion(fields[0], fields[2]));
        }
        return entries;
    }

    /** What changed from one tree to another: the new version of each name, absent if it was deleted. */
    static Map<String, FileVersion> changes(Git git, String from, String to) {
        Map<String, FileVersion> before = list(git, from);
        Map<String, FileVersion> after = list(git, to);
        var changes = new TreeMap<String, FileVersion>();
        after.forEach((name, version) -> {
            if (!version.equals(before.get(name))) {
                changes.put(name, version);
            }
        });
        before.forEach((name, version) -> {
            if (!after.containsKey(name)) {
                changes.put(name, new FileVersion(FileVersion.ABSENT_MODE, version.blob()));
            }
        });
        return changes;
    }
}
