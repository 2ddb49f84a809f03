package dev.codeagent.executor.undo;

import dev.codeagent.executor.undo.Plan.Conflict;
import dev.codeagent.executor.undo.Plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Records the workspace around each call and takes calls back. Used by one thread at a time.
 *
 * <p>All that is remembered lies in one folder outside of the workspace: {@code objects}, {@code log}, {@code cache}.
 */
public final class Undo {
    private final Path folder;
    private final ObjectStore store;
    private final Trees trees;
    private final CallLog log;
    private final Recorder recorder;
    private final Restorer restorer;

    /**
     * @param workspace the real path of the folder that is recorded
     * @param folder where the record is kept; made if need be
     * @param tracked whether the project's base has files below a path, so that a folder of a build's name is recorded
     */
    public Undo(Path workspace, Path folder, Predicate<String> tracked, long most) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.store = new ObjectStore(folder.resolve("objects"), most);
        this.trees = new Trees(store);
        this.log = new CallLog(folder.resolve("log"));
        var outputs = new Outputs(log.outputs(), tracked, log::output);
        var locks = new Locks(workspace, log);
        locks.closeLeft();
        this.recorder = new Recorder(workspace, store, new HashCache(folder.resolve("cache")), outputs, locks);
        this.restorer = new Restorer(workspace, store, recorder, outputs);
    }

    /**
     * What happened to paths, in the order of their names.
     *
     * @param conflicts paths that were left alone
     */
    public record Report(List<ChangedPath> changed, List<LeftAlone> conflicts) {
        public Report {
            changed = List.copyOf(changed);
            conflicts = List.copyOf(conflicts);
        }
    }

    /**
     * A path that changed.
     *
     * @param path for people; bytes that are no UTF-8 as {@code \xNN}
     * @param encoded every byte, percent-encoded where it is not plain
     * @param how added, deleted, modified, mode or type
     */
    public record ChangedPath(String path, String encoded, String how) {}

    /** A path that an undo left alone, and the reason in words. */
    public record LeftAlone(String path, String encoded, String reason) {}

    /** Records the workspace before the call changes it; UndoError where that cannot be done, then it must not be made. */
    public void before(String id) {
        log.before(id, record("the call could not be undone, so it is not made"));
    }

    /** Records the workspace after the call. */
    public void after(String id) {
        log.after(id, record("the state after the call is not known yet"));
    }

    private String record(String consequence) {
        try {
            return recorder.record();
        } catch (IOException e) {
            throw new UndoError(
                    "the workspace cannot be recorded in " + folder + " (" + e + "): " + consequence
                            + "; see that the disk has room and the files can be read",
                    e);
        }
    }

    /** Whether the call is known; its changes can be asked for and taken back. */
    public boolean knows(String id) {
        return log.find(id).isPresent();
    }

    /**
     * The calls that a name means: the call of that id, or all of a step's.
     *
     * @throws UndoError where there are none
     */
    public List<String> call(String id) {
        return require(List.of(id).stream().filter(this::knows).toList(), "call '" + id + "'");
    }

    /** A step's calls are those whose ids are its name with the numbers of turn and call, {@code coding-2-t1-c1}. */
    public List<String> step(String step) {
        Pattern ofStep = Pattern.compile(Pattern.quote(step) + "-t\\d+-c\\d+");
        return require(
                log.calls().stream()
                        .map(CallLog.Call::id)
                        .filter(id -> ofStep.matcher(id).matches())
                        .distinct()
                        .toList(),
                "step '" + step + "'");
    }

    private static List<String> require(List<String> ids, String what) {
        if (ids.isEmpty()) {
            throw new UndoError("no call that may have changed something is known of " + what);
        }
        return ids;
    }

    /** Which paths the calls changed, from before the first to after the last of each. */
    public List<ChangedPath> changes(List<String> ids) {
        var all = new ArrayList<Step>();
        for (Planner.Span span : spans(ids)) {
            all.addAll(Planner.between(trees, span.before(), span.after()));
        }
        return all.stream().map(Undo::changed).distinct().toList();
    }

    /**
     * Takes the calls' changes back, as the work of the call {@code id}, whose {@link #before} was recorded. Asked again
     * after an interruption, it completes what it had begun.
     *
     * @param everythingSince goes back to the state before the first of the calls, whoever changed what since
     */
    public Report undo(String id, List<String> ids, boolean everythingSince) {
        try {
            Plan plan = plan(id, ids, everythingSince);
            List<Conflict> strange = restorer.carryOut(plan);
            var conflicts = new ArrayList<>(plan.conflicts());
            conflicts.addAll(strange);
            return new Report(
                    plan.steps().stream()
                            .filter(s ->
                                    strange.stream().noneMatch(c -> c.path().equals(s.path())))
                            .map(Undo::changed)
                            .toList(),
                    conflicts.stream()
                            .map(c -> new LeftAlone(PathText.shown(c.path()), c.path(), c.reason()))
                            .toList());
        } catch (IOException e) {
            throw new UndoError("the undo stopped half-way (" + e + "); remove the cause and ask again: it goes on", e);
        }
    }

    private Plan plan(String id, List<String> ids, boolean everythingSince) throws IOException {
        var known = log.plan(id);
        if (known.isPresent()) {
            return Plan.read(store.bytes(known.get()));
        }
        String now = log.find(id)
                .orElseThrow(() -> new UndoError("call " + id + " was not begun"))
                .before();
        List<Planner.Span> spans = spans(ids);
        var planner = new Planner(trees, now);
        Plan plan = everythingSince ? planner.goBack(spans.getFirst().before()) : planner.undo(spans);
        log.plan(id, store.put(plan.bytes()));
        return plan;
    }

    /** The states around the calls; of one whose end nobody saw, the next call's beginning, or now. */
    private List<Planner.Span> spans(List<String> ids) {
        List<CallLog.Call> calls = log.calls();
        var spans = new ArrayList<Planner.Span>();
        for (int i = 0; i < calls.size(); i++) {
            CallLog.Call call = calls.get(i);
            if (ids.contains(call.id())) {
                String after = !call.after().isEmpty()
                        ? call.after()
                        : i + 1 < calls.size() ? calls.get(i + 1).before() : record("what the call did is not known");
                spans.add(new Planner.Span(call.before(), after));
            }
        }
        return spans;
    }

    private static ChangedPath changed(Step step) {
        Entry from = step.from();
        Entry to = step.to();
        String how = from.is(Entry.Kind.NONE)
                ? "added"
                : to.is(Entry.Kind.NONE)
                        ? "deleted"
                        : from.kind() != to.kind() ? "type" : from.hash().equals(to.hash()) ? "mode" : "modified";
        if (from.is(Entry.Kind.FOLDER) && to.is(Entry.Kind.FOLDER)) {
            how = "mode";
        }
        return new ChangedPath(PathText.shown(step.path()), step.path(), how);
    }
}
