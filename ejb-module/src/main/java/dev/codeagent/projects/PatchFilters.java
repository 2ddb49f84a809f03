package dev.codeagent.projects;

import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The files of a patch whose content a filter would have changed on its way into git. Git LFS stores it, and the patch
 * gets the pointer; the changes to files of other filters are left out.
 *
 * @param git the repository of the user that the patch is for
 * @param workspace the repository that has the objects of the patch
 */
record PatchFilters(Git git, Git workspace) {

    /**
     * Replaces content by pointers in the changes, and removes what must not be stored.
     *
     * @param base the commit that is changed; its attributes count, those of the working tree, and those of the patch
     * @return what was removed
     */
    List<LeftOutPath> apply(String base, Map<String, FileVersion> changes) {
        Map<String, String> filters = findFilters(base, changes);
        var leftOut = new ArrayList<LeftOutPath>();
        if (filters.isEmpty()) {
            return leftOut;
        }
        Map<String, FileVersion> before = TreeEntries.list(git, base);
        filters.forEach((name, filter) -> {
            FileVersion after = Objects.requireNonNull(changes.get(name));
            FileVersion earlier = before.get(name);
            boolean newContent =
                    after.isRegularFile() && (earlier == null || !earlier.blob().equals(after.blob()));
            if (newContent && new ContentFilters(git).isRun(filter)) {
                changes.put(name, storeWithLfs(name, after));
            } else if (newContent) {
                changes.remove(name);
                leftOut.add(new LeftOutPath(GitPaths.display(name), ContentFilters.reason(filter, earlier != null)));
            }
        });
        return leftOut;
    }

    private Map<String, String> findFilters(String base, Map<String, FileVersion> changes) {
        List<String> names = List.copyOf(changes.keySet());
        return Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file).readTree(base);
            var filters = new LinkedHashMap<>(new ContentFilters(git).findCached(names, file));
            new ContentFilters(git).find(names).forEach(filters::putIfAbsent);
            if (names.stream().anyMatch(name -> name.endsWith(".gitattributes"))) {
                index.update(changes);
                new ContentFilters(git.withObjects(workspace.objects()))
                        .findCached(names, file)
                        .forEach(filters::putIfAbsent);
            }
            return filters;
        });
    }

    private FileVersion storeWithLfs(String name, FileVersion content) {
        byte[] bytes = workspace.runForBytes("cat-file", "blob", content.blob());
        return Git.withTemporaryIndex(file -> {
            try {
                Path attributes = Files.writeString(file.resolveSibling("attributes"), "* filter=lfs\n");
                var arguments = List.of(
                        "-c",
                        "core.attributesFile=" + attributes,
                        "hash-object",
                        "-w",
                        "--stdin",
                        "--path=" + GitPaths.display(name));
                String pointer = Git.requireSuccess(List.of("hash-object"), git.call(Map.of(), bytes, arguments))
                        .text()
                        .strip();
                workspace.call(
                        Map.of(),
                        git.runForBytes("cat-file", "blob", pointer),
                        List.of("hash-object", "-w", "--stdin"));
                return new FileVersion(content.mode(), pointer);
            } catch (IOException e) {
                throw WorkspaceStore.workspaceFailure(e);
            }
        });
    }
}
