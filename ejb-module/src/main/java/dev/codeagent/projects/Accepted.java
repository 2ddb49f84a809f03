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
 * @param origin the commit that the parts are counted from: the run's base, or what was taken before the branch moved
 * @param tree what was taken, as a tree
 * @param parts by path; whole files have no numbers
 */
record Accepted(String origin, String tree, Map<String, PatchSelection> parts) {
    private static final String TIP = "Tip: ";
    private static final String PART = "Part: ";

    static String ref(RunId run) {
        return "refs/codeagent/accepted/" + run;
    }

    /** @param tip the run's branch now; where it moved since, counting begins anew from what was taken */
    static Accepted of(Git git, RunId run, String base, String tip) {
        if (!git.succeeds("rev-parse", "--verify", "--quiet", ref(run))) {
            return new Accepted(base, git.run("rev-parse", base + "^{tree}"), Map.of());
        }
        String commit = git.run("rev-parse", ref(run));
        String tree = git.run("rev-parse", commit + "^{tree}");
        List<String> message =
                git.run("show", "-s", "--format=%B", commit).lines().toList();
        if (!message.contains(TIP + tip)) {
            return new Accepted(commit, tree, Map.of());
        }
        var parts = new ArrayList<PatchSelection>();
        for (String line : message) {
            if (line.startsWith(PART)) {
                String[] words = line.substring(PART.length()).split(" ");
                var numbers = words.length > 1
                        ? java.util.Arrays.stream(words[1].split(","))
                                .map(Integer::valueOf)
                                .toList()
                        : List.<Integer>of();
                parts.add(new PatchSelection(URLDecoder.decode(words[0], StandardCharsets.UTF_8), numbers));
            }
        }
        return new Accepted(git.run("rev-parse", commit + "~1"), tree, byPath(parts));
    }

    /** Joins what was asked for with what was taken. */
    Map<String, PatchSelection> with(List<PatchSelection> more) {
        var all = new ArrayList<>(parts.values());
        all.addAll(more);
        return byPath(all);
    }

    private static Map<String, PatchSelection> byPath(List<PatchSelection> parts) {
        var all = new LinkedHashMap<String, PatchSelection>();
        parts.forEach(p -> all.merge(p.path(), p, Accepted::join));
        return all;
    }

    private static PatchSelection join(PatchSelection a, PatchSelection b) {
        if (a.isWholeFile() || b.isWholeFile()) {
            return new PatchSelection(a.path(), List.of());
        }
        var numbers = new TreeSet<>(a.hunks());
        numbers.addAll(b.hunks());
        return new PatchSelection(a.path(), List.copyOf(numbers));
    }

    void save(Git git, RunId run, String tip) {
        String lines = parts.values().stream()
                .map(p -> PART
                        + URLEncoder.encode(p.path(), StandardCharsets.UTF_8)
                        + (p.isWholeFile()
                                ? ""
                                : " " + p.hunks().stream().map(String::valueOf).collect(Collectors.joining(","))))
                .collect(Collectors.joining("\n"));
        String message = "What was taken of " + run + "\n\n" + TIP + tip + "\n" + lines;
        git.run("update-ref", ref(run), Workspaces.commitTree(git, tree, origin, message));
    }
}
