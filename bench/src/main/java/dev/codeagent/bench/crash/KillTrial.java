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

/** One run after the other on one server: first undisturbed, then each with a kill. */
record KillTrial(ServerProcess server, GitRepository repository, String project, String provider) {
    static final int MUTATING_CALLS = 11;
    private static final int KILL_AT_CALL_INTERVAL = 3;

    /** How the undisturbed run went. */
    record ReferenceRun(BranchTree tree, List<String> eventKeys, long millis) {}

    /** From the server's start: until it was ready, and until the run went on (0 where it was over). */
    record RestartTimes(long readyMillis, long resumedMillis) {}

    /**
     * Kills, as one run felt them.
     *
     * @param kills how many are counted for this run: none where one struck another run as well, and is counted there
     * @param description when they came, for people
     * @param beforeRunEnd whether the run was not over yet
     */
    record KillRecord(int number, KillTarget target, int kills, String description, boolean beforeRunEnd) {}

    /** What came of a run that was struck. */
    record Result(KillRecord killRecord, int unknownCalls, RestartTimes restartTimes, List<String> faults) {
        int kills() {
            return killRecord.kills();
        }

        String summary() {
            return String.format(
                    "%3d  killed %-44s ready after %5d ms, going on after %5d ms  unknown %d  %s",
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
            throw new IOException("the undisturbed run went wrong: " + faults + " " + tree.effects());
        }
        System.out.println("an undisturbed run takes " + millis + " ms and has "
                + history.events().size() + " events");
        return new ReferenceRun(tree, history.eventKeys(), millis);
    }

    /** A run and its client. */
    RunClient startRun() throws IOException {
        return new RunClient(server.port(), project, provider);
    }

    Result runWithKill(int number, ReferenceRun reference, Random random) throws Exception {
        boolean atCall = number % KILL_AT_CALL_INTERVAL == KILL_AT_CALL_INTERVAL - 1;
        int call = 1 + random.nextInt(MUTATING_CALLS);
        long delay = atCall ? random.nextInt(2) * random.nextInt(40) : random.nextLong(reference.millis());
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

    /** Follows the run to its end, and looks what came of it. */
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
        if (faults.isEmpty()) { // Else there may be no branch to look at.
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

    /** What the client saw before and after the kill is what the journal has. */
    private static List<String> compareEvents(ClientRunView view, EventHistory history) {
        List<String> stored = history.events().stream()
                .map(e -> e.getInt("seq") + " " + e.getString("type") + " " + e.getString("at"))
                .toList();
        return view.eventHeaders().equals(stored)
                ? List.of()
                : List.of("the client has seen other events than are stored");
    }

    private static List<String> checkEffects(EventHistory history, BranchTree tree, ReferenceRun reference) {
        var faults = new ArrayList<String>();
        if (!tree.files().equals(reference.tree().files())) {
            faults.add("another tree: " + tree.files());
        }
        if (!history.eventKeys().equals(reference.eventKeys())) {
            faults.add("other steps, turns or calls than undisturbed");
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
