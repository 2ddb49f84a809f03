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
 * What of a run's patch the user took so far. It is a commit beside the run's branch: its tree is what was taken, its parent
 * what the parts are counted from, its message names them. So it lives and goes with the repository.
 *
 * @param baseCommit the commit that the parts are counted from: the run's base, or what was taken before the branch moved
 * @param tree what was taken, as a tree
 * @param selections by path; whole files have no numbers
 */
record AppliedPatchState(String baseCommit, String tree, Map<String, PatchSelection> selections) {
    private static final String TIP_PREFIX = "Tip: ";
    private static final String SELECTION_PREFIX = "Part: ";

    static String refName(RunId run) {
        return "refs/codeagent/accepted/" + run;
    }

    /** @param tip the run's branch now; where it moved since, counting begins anew from what was taken */
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

    /** Joins what was asked for with what was taken. */
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
        String message = "What was taken of " + run + "\n\n" + TIP_PREFIX + tip + "\n" + lines;
        git.run("update-ref", refName(run), WorkspaceStore.commitTree(git, tree, baseCommit, message));
    }
}
