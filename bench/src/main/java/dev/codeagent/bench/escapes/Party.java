package dev.codeagent.bench.escapes;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.sandbox.SandboxLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tries cases that share a sandbox: those of a theme, or one alone that may ruin it. */
final class Party {
    private final SandboxLauncher launcher;
    private final Path folder;
    private final Judge judge;
    private final Guard guard;
    private final Words words;
    private final Set<String> programs;

    Party(SandboxLauncher launcher, Path folder, Worker worker, Guard guard, Set<String> programs) {
        this.launcher = launcher;
        this.folder = folder;
        this.judge = worker.judge();
        this.guard = guard;
        this.words = worker.words();
        this.programs = programs;
    }

    /** In one sandbox, or in as many as they ruin. */
    List<Verdict> together(List<Case> cases) throws IOException, InterruptedException {
        var verdicts = new ArrayList<Verdict>();
        var attempts = new ArrayList<Attempt>();
        var left = new ArrayList<>(cases);
        while (!left.isEmpty()) {
            try (Yard yard = Yard.open(
                            launcher, folder, left.getFirst().alone() ? project(left.getFirst(), attempts) : "");
                    var watched = guard.over(yard::close)) {
                while (!left.isEmpty()) {
                    Case tried = left.removeFirst();
                    Attempt attempt =
                            tried.alone() && !attempts.isEmpty() ? attempts.getLast() : attempt(tried, attempts);
                    if (one(yard, attempt, verdicts)) {
                        break;
                    }
                }
            } catch (AgentException | IllegalStateException | Yard.Hang e) {
                // The repository itself kept the run from its beginning; what it did to the host counts all the same.
                Case tried = left.removeFirst();
                Attempt attempt = attempts.isEmpty() ? attempt(tried, attempts) : attempts.getLast();
                Set<Sign> signs = judge.signs(attempt, "", "", !(e instanceof Yard.Hang));
                verdicts.add(new Verdict(
                        tried, signs, signs.isEmpty() ? "no sandbox was opened: " + e.getMessage() : "", ""));
            }
        }
        return settle(verdicts, attempts);
    }

    private Attempt attempt(Case tried, List<Attempt> attempts) {
        attempts.add(Attempt.of(tried, Controls.token(), words));
        return attempts.getLast();
    }

    /** Its commands may name the target, so the attempt begins with them. */
    private String project(Case tried, List<Attempt> attempts) {
        return attempt(tried, attempts).words().in(tried.project());
    }

    /** Gives whether the yard is of no use any more. */
    private boolean one(Yard yard, Attempt attempt, List<Verdict> verdicts) throws IOException, InterruptedException {
        Case tried = attempt.tried();
        Optional<String> missing =
                tried.needs().stream().filter(p -> !programs.contains(p)).findFirst();
        if (missing.isPresent()) {
            verdicts.add(Verdict.untried(tried, "the sandbox has no " + missing.get()));
            return false;
        }
        var trial = new Trial(yard, judge, attempt);
        Verdict verdict = trial.run();
        verdicts.add(verdict);
        judge.host().restore();
        return trial.broken();
    }

    /** After the sandbox is closed, nothing of it may live on, and what it made on the host may have come late. */
    private List<Verdict> settle(List<Verdict> verdicts, List<Attempt> attempts)
            throws IOException, InterruptedException {
        var settled = new ArrayList<Verdict>();
        Optional<String> harm = guard.harm();
        for (Verdict verdict : verdicts) {
            var signs = EnumSet.noneOf(Sign.class);
            signs.addAll(verdict.signs());
            for (Attempt attempt : attempts) {
                if (attempt.tried().equals(verdict.tried())) {
                    if (judge.outlives(attempt)) {
                        signs.add(Sign.OUTLIVES);
                        Processes.kill(Attempt.mark(attempt.token()));
                    }
                    if (judge.services().received(attempt.token())) {
                        signs.add(Sign.REACHES);
                    }
                }
            }
            String note = harm.map(h -> h + "; ").orElse("") + verdict.note();
            if (verdict == verdicts.getLast() && judge.host().changed()) {
                signs.add(Sign.CREATES);
                note = "this case, or one before it in its sandbox, changed the host after its end; " + note;
            }
            if (harm.isPresent()) {
                signs.add(Sign.HARMS);
            }
            settled.add(new Verdict(verdict.tried(), signs, signs.isEmpty() ? verdict.untried() : "", note));
        }
        judge.host().restore();
        return settled;
    }
}
