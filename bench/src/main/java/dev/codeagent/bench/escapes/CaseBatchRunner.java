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
final class CaseBatchRunner {
    private final SandboxLauncher launcher;
    private final Path folder;
    private final EscapeDetector detector;
    private final ResourceWatchdog watchdog;
    private final PlaceholderExpander placeholders;
    private final Set<String> availablePrograms;

    CaseBatchRunner(
            SandboxLauncher launcher,
            Path folder,
            HostPartition partition,
            ResourceWatchdog watchdog,
            Set<String> availablePrograms) {
        this.launcher = launcher;
        this.folder = folder;
        this.detector = partition.createDetector();
        this.watchdog = watchdog;
        this.placeholders = partition.placeholders();
        this.availablePrograms = availablePrograms;
    }

    /** In one sandbox, or in as many as they ruin. */
    List<CaseResult> run(List<EscapeCase> cases) throws IOException, InterruptedException {
        var results = new ArrayList<CaseResult>();
        var attempts = new ArrayList<Attempt>();
        var remaining = new ArrayList<>(cases);
        while (!remaining.isEmpty()) {
            try (SandboxFixture fixture = SandboxFixture.open(
                            launcher,
                            folder,
                            remaining.getFirst().dedicatedSandbox()
                                    ? projectSetup(remaining.getFirst(), attempts)
                                    : "");
                    var registration = watchdog.register(fixture::close)) {
                while (!remaining.isEmpty()) {
                    EscapeCase escapeCase = remaining.removeFirst();
                    Attempt attempt = escapeCase.dedicatedSandbox() && !attempts.isEmpty()
                            ? attempts.getLast()
                            : newAttempt(escapeCase, attempts);
                    if (runCase(fixture, attempt, results)) {
                        break;
                    }
                }
            } catch (AgentException | IllegalStateException | SandboxFixture.HangException e) {
                // The repository itself kept the run from its beginning; what it did to the host counts all the same.
                EscapeCase escapeCase = remaining.removeFirst();
                Attempt attempt = attempts.isEmpty() ? newAttempt(escapeCase, attempts) : attempts.getLast();
                Set<EscapeSignal> signals =
                        detector.detectSignals(attempt, "", "", !(e instanceof SandboxFixture.HangException));
                results.add(new CaseResult(
                        escapeCase, signals, signals.isEmpty() ? "no sandbox was opened: " + e.getMessage() : "", ""));
            }
        }
        return completeResults(results, attempts);
    }

    private Attempt newAttempt(EscapeCase escapeCase, List<Attempt> attempts) {
        attempts.add(Attempt.of(escapeCase, ControlRunner.randomToken(), placeholders));
        return attempts.getLast();
    }

    /** Its commands may name the target, so the attempt begins with them. */
    private String projectSetup(EscapeCase escapeCase, List<Attempt> attempts) {
        return newAttempt(escapeCase, attempts).placeholders().expand(escapeCase.projectSetup());
    }

    /** Gives whether the yard is of no use any more. */
    private boolean runCase(SandboxFixture fixture, Attempt attempt, List<CaseResult> results)
            throws IOException, InterruptedException {
        EscapeCase escapeCase = attempt.escapeCase();
        Optional<String> missing = escapeCase.requiredPrograms().stream()
                .filter(p -> !availablePrograms.contains(p))
                .findFirst();
        if (missing.isPresent()) {
            results.add(CaseResult.untried(escapeCase, "the sandbox has no " + missing.get()));
            return false;
        }
        var trial = new EscapeTrial(fixture, detector, attempt);
        CaseResult result = trial.run();
        results.add(result);
        detector.canaries().restore();
        return trial.isSandboxUnusable();
    }

    /** After the sandbox is closed, nothing of it may live on, and what it made on the host may have come late. */
    private List<CaseResult> completeResults(List<CaseResult> results, List<Attempt> attempts)
            throws IOException, InterruptedException {
        var completed = new ArrayList<CaseResult>();
        Optional<String> violation = watchdog.takeViolation();
        for (CaseResult result : results) {
            var signals = EnumSet.noneOf(EscapeSignal.class);
            signals.addAll(result.signals());
            for (Attempt attempt : attempts) {
                if (attempt.escapeCase().equals(result.escapeCase())) {
                    if (detector.hasSurvivingProcess(attempt)) {
                        signals.add(EscapeSignal.OUTLIVES);
                        MarkedProcesses.kill(Attempt.mark(attempt.token()));
                    }
                    if (detector.services().hasReceived(attempt.token())) {
                        signals.add(EscapeSignal.REACHES);
                    }
                }
            }
            String note = violation.map(h -> h + "; ").orElse("") + result.note();
            if (result == results.getLast() && detector.canaries().isChanged()) {
                signals.add(EscapeSignal.CREATES);
                note = "this case, or one before it in its sandbox, changed the host after its end; " + note;
            }
            if (violation.isPresent()) {
                signals.add(EscapeSignal.HARMS);
            }
            completed.add(new CaseResult(
                    result.escapeCase(), signals, signals.isEmpty() ? result.untriedReason() : "", note));
        }
        detector.canaries().restore();
        return completed;
    }
}
