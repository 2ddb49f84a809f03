package dev.codeagent.projects;

import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parts of a run's patch that the user has applied so far. They are stored in the user's repository as a commit,
 * beside the run's branch: its tree is the base with the applied parts, its parent is the base, its message lists the
 * parts.
 *
 * @param baseCommit the commit that hunk numbers refer to: the run's base, or what was applied before the branch moved
 * @param tree the base with the applied parts
 * @param selections the applied parts by path; a whole file has no hunk numbers
 */
record AppliedPatchState(String baseCommit, String tree, Map<String, PatchSelection> selections) {
    private static final String TIP_PREFIX = "Tip: ";
    private static final String SELECTION_PREFIX = "Part: ";

    static String refName(RunId run) {
        return "refs/codeagent/accepted/" + run;
    }

    /**
     * Reads the stored state; without one, nothing is applied.
     *
     * @param tip the current commit of the run's branch; if it changed since, the applied tree becomes the new base
     */
    static AppliedPatchState load(Git git, RunId run, String base, String tip) {
        if (!git.succeeds("rev-parse", "--verify", "--quiet", refName(run))) {
            return new AppliedPatchState(base, git.run("rev-parse", base + "^{tree}"), Map.of());
        }
        String commit = git.run("rev-parse", refName(run));
        String tree = git.run("rev-parse", commit + "^{tree}");
        List<String> message =
                git.run("show", "-s", "--format=%B", commit).lines().toList();
        if (!message.contains(TIP_PREFIX + tip)) {
            return new AppliedPatchState(commit, tree, Map.of());
        }
        var selections = new ArrayList<PatchSelection>();
        for (String line : message) {
            if (line.startsWith(SELECTION_PREFIX)) {
                String[] fields = line.substring(SELECTION_PREFIX.length()).split(" ");
                var numbers = fields.length > 1
                        ? java.util.Arrays.stream(fields[1].split(","))
                                .map(Integer::valueOf)
                                .toList()
                        : List.<Integer>of();
                selections.add(new PatchSelection(URLDecoder.decode(fields[0], StandardCharsets.UTF_8), numbers));
            }
        }
        return new AppliedPatchState(git.run("rev-parse", commit + "~1"), tree, byPath(selections));
    }

    /** The applied parts together with more parts. */
    Map<String, PatchSelection> merge(List<PatchSelection> more) {
        var all = new ArrayList<>(selections.values());
        all.addAll(more);
        return byPath(all);
    }

    private static Map<String, PatchSelection> byPath(List<PatchSelection> selections) {
        var all = new LinkedHashMap<String, PatchSelection>();
        selections.forEach(p -> all.merge(p.path(), p, AppliedPatchState::union));
        return all;
    }

    private static PatchSelection union(PatchSelection a, PatchSelection b) {
        if (a.isWholeFile() || b.isWholeFile()) {
            return new PatchSelection(a.path(), List.of());
        }
        var numbers = new TreeSet<>(a.hunks());
        numbers.addAll(b.hunks());
        return new PatchSelection(a.path(), List.copyOf(numbers));
    }

    void save(Git git, RunId run, String tip) {
        String lines = selections.values().stream()
                .map(p -> SELECTION_PREFIX
                        + URLEncoder.encode(p.path(), StandardCharsets.UTF_8)
                        + (p.isWholeFile()
                                ? ""
                                : " " + p.hunks().stream().map(String::valueOf).collect(Collectors.joining(","))))
                .collect(Collectors.joining("\n"));
        String message = "Applied parts of " + run + "\n\n" + TIP_PREFIX + tip + "\n" + lines;
        PublishedBase.publish(
                git, refName(run), WorkspaceStore.commitTree(git, tree, baseCommit, message), List.of(baseCommit, tip));
    }
}
