package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.text.SpellingSuggestion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the run that a user names: by its id, by the unique beginning of its id, or as {@code last}. */
public record RunReferences(RunJournal journal) {
    /** The newest run; no run has this id. */
    public static final String LAST = "last";

    private static final String ID_PREFIX = "run-";
    private static final int MAX_CANDIDATES = 5;
    private static final int MAX_SIMILAR = 200;

    public Run find(RunId reference) {
        return find(reference, Optional.empty());
    }

    /**
     * Finds the run.
     *
     * @param project the project whose newest run {@code last} is; empty for the newest run of all
     * @throws AgentException UNKNOWN_RUN; INVALID_VALUE if the ids of several runs begin with this text
     */
    public Run find(RunId reference, Optional<ProjectId> project) {
        return journal.find(reference).orElseGet(() -> {
            if (reference.value().equals(LAST)) {
                return findLast(project);
            }
            List<Run> candidates = candidates(reference.value());
            if (candidates.isEmpty()) {
                throw unknown(reference);
            }
            if (candidates.size() > 1) {
                throw ambiguous(reference, candidates);
            }
            return candidates.getFirst();
        });
    }

    private Run findLast(Optional<ProjectId> project) {
        return newest(project.map(ProjectId::value), 1).stream()
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_RUN,
                        project.isPresent()
                                ? "this project has no run yet; `codeagent runs --all` lists those of all projects"
                                : "there is no run yet"));
    }

    /** The prefix that all ids have may be left out. */
    private List<Run> candidates(String text) {
        List<Run> found = journal.findByPrefix(text, MAX_CANDIDATES + 1);
        return found.isEmpty() && !text.startsWith(ID_PREFIX)
                ? journal.findByPrefix(ID_PREFIX + text, MAX_CANDIDATES + 1)
                : found;
    }

    private static AgentException ambiguous(RunId reference, List<Run> candidates) {
        String names = candidates.stream()
                .limit(MAX_CANDIDATES)
                .map(RunReferences::describe)
                .collect(Collectors.joining(", "));
        return new AgentException(
                ErrorCode.INVALID_VALUE,
                "several runs begin with '" + reference + "': " + names
                        + (candidates.size() > MAX_CANDIDATES ? ", …" : "") + "; write more of the id");
    }

    private AgentException unknown(RunId reference) {
        List<Run> latest = newest(Optional.empty(), MAX_SIMILAR);
        String similar = SpellingSuggestion.didYouMean(
                reference.value(),
                Stream.concat(latest.stream().map(run -> run.id().value()), Stream.of(LAST))
                        .toList());
        String newest = latest.stream()
                .findFirst()
                .map(run -> "; the latest is " + describe(run))
                .orElse("");
        return new AgentException(
                ErrorCode.UNKNOWN_RUN, "no run " + reference + similar + newest + "; `codeagent runs` lists them");
    }

    private List<Run> newest(Optional<String> project, int limit) {
        return journal.list(new RunJournal.Query(project, Optional.empty(), limit));
    }

    private static String describe(Run run) {
        return run.id() + " (" + run.command()
                + run.projectName().map(name -> " in " + name).orElse("") + ")";
    }
}
