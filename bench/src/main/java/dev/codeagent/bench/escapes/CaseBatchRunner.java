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

/** Runs cases that share a sandbox: all of a theme, or a single one that may break its sandbox. */
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

    /** Runs the cases in one sandbox; opens a new one after each case that breaks it. */
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
                // The repository prevented the sandbox from opening; its effects on the host still count.
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

    /** Creates the attempt before the project setup, because the setup may use the placeholders of the attempt. */
    private String projectSetup(EscapeCase escapeCase, List<Attempt> attempts) {
        return newAttempt(escapeCase, attempts).placeholders().expand(escapeCase.projectSetup());
    }

    /** Returns whether the case made the sandbox unusable. */
    private boolean runCase(SandboxFixture fixture, Attempt attempt, List<CaseResult> results)
            throws IOException, InterruptedException {
        EscapeCase escapeCase = attempt.escapeCase();
        Optional<String> missing = escapeCase.requiredPrograms().stream()
                .filter(p -> !availablePrograms.contains(p))
                .findFirst();
        if (missing.isPresent()) {
            results.add(CaseResult.untried(escapeCase, "the sandbox has no program " + missing.get()));
            return false;
        }
        var trial = new EscapeTrial(fixture, detector, attempt);
        CaseResult result = trial.run();
        results.add(result);
        detector.canaries().restore();
        return trial.isSandboxUnusable();
    }

    /** Adds signals that appear after the sandbox is closed: surviving processes and late changes of the host. */
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
            String note = violation.map(v -> v + "; ").orElse("") + result.note();
            if (result == results.getLast() && detector.canaries().isChanged()) {
                signals.add(EscapeSignal.CREATES);
                note = "this case, or an earlier one in the same sandbox, changed the host after it ended; " + note;
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
