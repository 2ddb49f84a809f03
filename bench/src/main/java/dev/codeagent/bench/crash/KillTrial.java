package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.ClientRunView;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs on one server: first a reference run without a kill, then runs with kills that are compared with it. */
record KillTrial(ServerProcess server, GitRepository repository, String project, String provider) {
    static final int MUTATING_CALLS = 11;
    private static final int KILL_AT_CALL_INTERVAL = 3;

    /** The result of the run without a kill. */
    record ReferenceRun(BranchTree tree, List<String> eventKeys, long millis) {}

    /** Milliseconds from the restart until the server was ready, and until the run resumed (0 if the run was over). */
    record RestartTimes(long readyMillis, long resumedMillis) {}

    /**
     * The kills that hit one run.
     *
     * @param kills kills counted for this run; 0 if a kill hit several runs and is counted for another one
     * @param description when they happened, for the table
     * @param beforeRunEnd whether a kill happened before the end of the run
     */
    record KillRecord(int number, KillTarget target, int kills, String description, boolean beforeRunEnd) {}

    /** The result of a run that a kill hit. */
    record Result(KillRecord killRecord, int unknownCalls, RestartTimes restartTimes, List<String> faults) {
        int kills() {
            return killRecord.kills();
        }

        String summary() {
            return String.format(
                    "%3d  killed %-44s ready after %5d ms, resumed after %5d ms  unknown %d  %s",
                    killRecord.number() + 1,
                    killRecord.description(),
                    restartTimes.readyMillis(),
                    restartTimes.resumedMillis(),
                    unknownCalls,
                    faults.isEmpty() ? "ok" : String.join("; ", faults));
        }
    }

    ReferenceRun runReference() throws Exception {
        long begin = System.nanoTime();
        var client = startRun();
        client.awaitEndOrDisconnect();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        var history = new EventHistory(server.restClient().listEvents(client.run()));
        BranchTree tree = BranchTree.read(repository, client.run());
        List<String> faults = history.faults();
        if (!faults.isEmpty() || !tree.effects().equals(EffectScript.expectedEffects())) {
            throw new IOException("the reference run failed: " + faults + ", effects " + tree.effects());
        }
        System.out.println("the reference run takes " + millis + " ms and has "
                + history.events().size() + " events");
        return new ReferenceRun(tree, history.eventKeys(), millis);
    }

    /** Starts a run and returns its client. */
    RunClient startRun() throws IOException {
        return new RunClient(server.address(), project, provider);
    }

    Result runWithKill(int number, ReferenceRun reference, Random random) throws Exception {
        boolean atCall = number % KILL_AT_CALL_INTERVAL == KILL_AT_CALL_INTERVAL - 1;
        int call = 1 + random.nextInt(MUTATING_CALLS);
        long delay = atCall ? (long) random.nextInt(2) * random.nextInt(40) : random.nextLong(reference.millis());
        RunClient client = startRun();
        if (atCall) {
            client.awaitMutatingCall(call);
        }
        Thread.sleep(delay);
        server.kill();
        client.awaitEndOrDisconnect();
        boolean beforeRunEnd = !client.view().isFinished();
        Instant restart = Instant.now();
        server.start();
        String description = atCall ? "at call " + call + " + " + delay + " ms" : "after " + delay + " ms";
        return verify(
                new KillRecord(number, KillTarget.SERVER, 1, description, beforeRunEnd), client, reference, restart);
    }

    /** Follows the run to its end and compares the result with the reference run. */
    Result verify(KillRecord killRecord, RunClient client, ReferenceRun reference, Instant restart) throws Exception {
        var faults = new ArrayList<String>();
        try {
            client.reconnectAndFinish();
        } catch (IOException e) {
            faults.add("the run " + client.run() + " did not end: " + e.getMessage());
            return new Result(killRecord, 0, new RestartTimes(server.startupMillis(), 0), faults);
        }
        var history = new EventHistory(server.restClient().listEvents(client.run()));
        faults.addAll(history.faults());
        faults.addAll(client.view().faults());
        faults.addAll(compareEvents(client.view(), history));
        if (faults.isEmpty()) { // After a fault the branch may not exist.
            faults.addAll(checkEffects(history, BranchTree.read(repository, client.run()), reference));
        }
        long resumedMillis = history.resumedAt()
                .map(t -> Duration.between(restart, t).toMillis())
                .orElse(0L);
        return new Result(
                killRecord,
                history.unknownCallArguments().size(),
                new RestartTimes(server.startupMillis(), resumedMillis),
                faults);
    }

    /** The client must have seen the events of the journal, before and after the kill. */
    private static List<String> compareEvents(ClientRunView view, EventHistory history) {
        List<String> stored = history.events().stream()
                .map(e -> e.getInt("seq") + " " + e.getString("type") + " " + e.getString("at"))
                .toList();
        return view.eventHeaders().equals(stored)
                ? List.of()
                : List.of("the events that the client saw differ from the stored events");
    }

    private static List<String> checkEffects(EventHistory history, BranchTree tree, ReferenceRun reference) {
        var faults = new ArrayList<String>();
        if (!tree.files().equals(reference.tree().files())) {
            faults.add("the tree differs from the reference run: " + tree.files());
        }
        if (!history.eventKeys().equals(reference.eventKeys())) {
            faults.add("the steps, turns or calls differ from the reference run");
        }
        for (String effect : EffectScript.expectedEffects()) {
            long count = tree.countEffect(effect);
            boolean outcomeUnknown =
                    history.unknownCallArguments().stream().anyMatch(a -> a.contains("echo " + effect + " "));
            if (count > 1 || count == 0 && !outcomeUnknown) {
                faults.add("the effect " + effect + " happened " + count + " times");
            }
        }
        return faults;
    }
}
