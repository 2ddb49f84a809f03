package dev.codeagent.projects;

import dev.codeagent.api.run.LeftOutPath;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of a working tree whose content passes a filter on its way into git.
 *
 * @param untracked the names of those that are not in HEAD and must not be stored; tracked ones stay as in HEAD
 * @param leftOut all that are not stored, with the reason
 * @param notices what the user has to know about the others
 */
record FilteredFiles(List<String> untracked, List<LeftOutPath> leftOut, List<String> notices) {
    private static final int MAX_LISTED = 10;

    FilteredFiles {
        untracked = List.copyOf(untracked);
        leftOut = List.copyOf(leftOut);
        notices = List.copyOf(notices);
    }

    /** Finds them, and makes git keep the tracked ones as they are in the index, which contains HEAD. */
    static FilteredFiles keep(TemporaryIndex index, IndexListing listing) {
        Git git = index.git();
        var filters = new ContentFilters(git);
        var unchanged = new ArrayList<String>();
        var untracked = new ArrayList<String>();
        var leftOut = new ArrayList<LeftOutPath>();
        var pointers = new ArrayList<String>();
        filters.find(listing.names(), index).forEach((name, filter) -> {
            boolean tracked = listing.tracked().containsKey(name);
            if (filters.isRun(filter)) {
                pointers.add(GitPaths.display(name));
                return;
            }
            leftOut.add(new LeftOutPath(GitPaths.display(name), ContentFilters.reason(filter, tracked)));
            if (!tracked) {
                untracked.add(name);
            } else if (Files.exists(GitPaths.resolve(git.workTree(), name), LinkOption.NOFOLLOW_LINKS)) {
                unchanged.add(name);
            }
        });
        if (!unchanged.isEmpty()) {
            git.runWithIndex(
                    index.file(), GitPaths.join(unchanged), "update-index", "--assume-unchanged", "-z", "--stdin");
        }
        return new FilteredFiles(untracked, leftOut, notices(pointers));
    }

    private static List<String> notices(List<String> pointers) {
        if (pointers.isEmpty()) {
            return List.of();
        }
        String named = pointers.stream().limit(MAX_LISTED).collect(Collectors.joining(", "))
                + (pointers.size() > MAX_LISTED ? " and " + (pointers.size() - MAX_LISTED) + " more files" : "");
        return List.of("the agents get the pointers of Git LFS instead of the content of " + named
                + "; a file that they write there is stored with Git LFS");
    }
}
