package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.Side;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes a run's patch, or parts of it, into the user's working tree: merged three ways with what the user did since, then
 * all of it or, with CONFLICT, nothing. The user's index and HEAD stay as they are.
 */
final class Acceptance {
    /** More hunks than these are not tried one by one for the words of a refusal. */
    private static final int TRIED = 40;

    private final Git git;
    private final RunId run;
    private final String branch;
    private final String tip;
    private final Accepted taken;
    private final RunPatch patch;

    /** @param branch the run's branch, which is there */
    Acceptance(Git git, RunId run, String branch) {
        this.git = git;
        this.run = run;
        this.branch = branch;
        this.tip = git.run("rev-parse", "refs/heads/" + branch);
        this.taken = Accepted.of(git, run, git.run("rev-parse", tip + "~1"), tip);
        this.patch = RunPatch.between(git, taken.origin(), tip);
    }

    /**
     * What was taken.
     *
     * @param parts empty where it was all of the patch
     * @param left how many hunks and whole files are not taken yet
     */
    record Taken(List<PatchSelection> parts, int left) {}

    /** The patch in parts, as the user can name them. */
    List<PatchFile> parts() {
        return patch.files().stream().map(this::shown).toList();
    }

    private PatchFile shown(RunPatch.File file) {
        var hunks = new ArrayList<PatchFile.Hunk>();
        for (int i = 0; i < file.hunks().size(); i++) {
            hunks.add(new PatchFile.Hunk(
                    i + 1, new String(file.hunks().get(i), StandardCharsets.UTF_8), isTaken(file, i + 1)));
        }
        return new PatchFile(file.path(), file.status(), isTaken(file, 0), hunks);
    }

    private boolean isTaken(RunPatch.File file, int hunk) {
        PatchSelection part = taken.parts().get(file.path());
        return part != null
                && (part.isWholeFile()
                        || hunk > 0 && part.hunks().contains(hunk)
                        || hunk == 0 && part.hunks().size() == file.hunks().size());
    }

    /** @param parts empty for all that is left */
    Taken take(List<PatchSelection> parts) {
        Map<String, PatchSelection> wanted = parts.isEmpty() ? everything() : taken.with(checked(parts));
        String theirs = tree(wanted);
        if (parts.isEmpty() && theirs.equals(taken.tree())) {
            // All was taken already; the user may have thrown it away since.
            mergeIn(git.run("rev-parse", taken.origin() + "^{tree}"), theirs, parts);
        } else {
            mergeIn(taken.tree(), theirs, parts);
        }
        var now = new Accepted(taken.origin(), theirs, wanted);
        now.save(git, run, tip);
        return new Taken(parts, left(wanted));
    }

    private void mergeIn(String base, String theirs, List<PatchSelection> asked) {
        RunPatch change = RunPatch.between(git, base, theirs);
        List<String> names = change.files().stream().map(RunPatch.File::name).toList();
        String ours = workingTree(base, names);
        ThreeWay.Merged merged = new ThreeWay(git).merge(base, ours, theirs);
        if (!merged.conflicts().isEmpty()) {
            throw conflict(merged.conflicts().stream()
                    .map(name -> describe(name, ours, asked))
                    .toList());
        }
        if (merged.tree().equals(ours)) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    (asked.isEmpty() ? "the patch of run " + run + " is" : "those parts of run " + run + " are")
                            + " in the working tree already");
        }
        new WorkingTree(git).change(ours, merged.tree());
    }

    /** The base with the files as they are in the working tree now. */
    private String workingTree(String base, List<String> names) {
        var files = new WorkingTree(git);
        try {
            return Git.withTemporaryIndex(file -> {
                var index = new Index(git, file).read(base);
                index.takeFromWorkingTree(
                        names.stream().filter(n -> !files.isFolder(n)).toList());
                var none = new Side(Side.GONE, base);
                index.put(names.stream().filter(files::isFolder).collect(Collectors.toMap(n -> n, n -> none)));
                return index.tree();
            });
        } catch (AgentException e) {
            // Git's words name the path: a folder where a file was, or a link on the way to it.
            throw conflict(List.of(e.getMessage()));
        }
    }

    private AgentException conflict(List<String> what) {
        return new AgentException(
                ErrorCode.CONFLICT,
                "the patch of run " + run + " does not fit the working tree, which is left as it was: "
                        + String.join("; ", what.stream().limit(10).toList())
                        + ". Take other parts (`codeagent diff " + run
                        + " --hunks` numbers them), undo your change there, or"
                        + " merge the branch " + branch);
    }

    /** Which of the asked hunks meet the user's own change. */
    private String describe(String name, String ours, List<PatchSelection> asked) {
        RunPatch.File file = patch.files().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElse(null);
        if (file == null || !file.inHunks() || file.hunks().size() > TRIED) {
            return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                    + " was changed by you too";
        }
        var meeting = IntStream.rangeClosed(1, file.hunks().size())
                .filter(n -> asked.isEmpty() || asked.stream().anyMatch(p -> names(p, file, n)))
                .filter(n -> !isTaken(file, n))
                .filter(n -> !fits(file, n, ours))
                .mapToObj(String::valueOf)
                .toList();
        return file.path() + " was changed by you too"
                + (meeting.isEmpty() ? "" : " (hunk " + String.join(", ", meeting) + ")");
    }

    private static boolean names(PatchSelection part, RunPatch.File file, int hunk) {
        return part.path().equals(file.path())
                && (part.isWholeFile() || part.hunks().contains(hunk));
    }

    private boolean fits(RunPatch.File file, int hunk, String ours) {
        String alone = tree(taken.with(List.of(new PatchSelection(file.path(), List.of(hunk)))));
        return new ThreeWay(git).merge(taken.tree(), ours, alone).conflicts().isEmpty();
    }

    private Map<String, PatchSelection> everything() {
        return taken.with(patch.files().stream()
                .map(f -> new PatchSelection(f.path(), List.of()))
                .toList());
    }

    private List<PatchSelection> checked(List<PatchSelection> parts) {
        for (PatchSelection part : parts) {
            RunPatch.File file = patch.files().stream()
                    .filter(f -> f.path().equals(part.path()))
                    .findFirst()
                    .orElseThrow(() -> new AgentException(
                            ErrorCode.INVALID_VALUE,
                            "the patch of run " + run + " does not change '" + part.path() + "'; it changes "
                                    + String.join(
                                            ", ",
                                            patch.files().stream()
                                                    .map(RunPatch.File::path)
                                                    .limit(20)
                                                    .toList())));
            for (int hunk : part.hunks()) {
                if (hunk < 1 || hunk > file.hunks().size()) {
                    throw new AgentException(
                            ErrorCode.INVALID_VALUE,
                            file.inHunks()
                                    ? "'" + file.path() + "' has the hunks 1 to "
                                            + file.hunks().size() + ", not " + hunk
                                    : "'" + file.path() + "' can only be taken whole");
                }
            }
        }
        return parts;
    }

    /** The origin with the parts. */
    private String tree(Map<String, PatchSelection> parts) {
        return Git.withTemporaryIndex(place -> {
            var index = new Index(git, place).read(taken.origin());
            var whole = new LinkedHashMap<String, Side>();
            for (RunPatch.File file : patch.files()) {
                PatchSelection part = parts.get(file.path());
                if (part != null && part.isWholeFile()) {
                    whole.put(file.name(), file.after());
                } else if (part != null) {
                    index.apply(file.patch(part.hunks()));
                }
            }
            index.put(whole);
            return index.tree();
        });
    }

    private int left(Map<String, PatchSelection> parts) {
        int left = 0;
        for (RunPatch.File file : patch.files()) {
            PatchSelection part = parts.get(file.path());
            int all = Math.max(1, file.hunks().size());
            left += part == null
                    ? all
                    : part.isWholeFile() ? 0 : all - part.hunks().size();
        }
        return left;
    }
}
