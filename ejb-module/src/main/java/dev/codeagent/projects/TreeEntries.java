package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files and gitlinks of trees. */
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
        var changes = new LinkedHashMap<String, FileVersion>();
        var raw = GitPaths.split(git.runForBytes("diff-tree", "-r", "--raw", "-z", "--no-renames", from, to));
        for (int i = 0; i + 1 < raw.size(); i += 2) {
            String[] fields = raw.get(i).substring(1).split(" ");
            changes.put(raw.get(i + 1), new FileVersion(fields[1], fields[3]));
        }
        return changes;
    }
}
