package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.RunView;
import dev.codeagent.bench.rig.Server;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One run after the other on one server: first undisturbed, then each with a kill. */
record Trial(Server server, Repository repository, String project, String provider) {
    static final int MUTATING_CALLS = 11;
    private static final int AT_CALL_EVERY = 3;

    /** How the undisturbed run went. */
    record Reference(Tree tree, List<String> deeds, long millis) {}

    /** From the server's start: until it was ready, and until the run went on (0 where it was over). */
    record Restart(long readyMillis, long goingOnMillis) {}

    /**
     * Kills, as one run felt them.
     *
     * @param kills how many are counted for this run: none where one struck another run as well, and is counted there
     * @param point when they came, for people
     * @param inTime whether the run was not over yet
     */
    record Strike(int number, Target target, int kills, String point, boolean inTime) {}

    /** What came of a run that was struck. */
    record Result(Strike strike, int unknown, Restart restart, List<String> faults) {
        int kills() {
            return strike.kills();
        }

        String words() {
            return String.format(
                    "%3d  killed %-44s ready after %5d ms, going on after %5d ms  unknown %d  %s",
                    strike.number() + 1,
                    strike.point(),
                    restart.readyMillis(),
                    restart.goingOnMillis(),
                    unknown,
                    faults.isEmpty() ? "ok" : String.join("; ", faults));
        }
    }

    Reference undisturbed() throws Exception {
        long begin = System.nanoTime();
        var watcher = watch();
        watcher.awaitEnd();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        var history = new History(server.rest().events(watcher.run()));
        Tree tree = Tree.of(repository, watcher.run());
        List<String> faults = history.faults();
        if (!faults.isEmpty() || !tree.effects().equals(EffectScript.words())) {
            throw new IOException("the undisturbed run went wrong: " + faults + " " + tree.effects());
        }
        System.out.println("an undisturbed run takes " + millis + " ms and has "
                + history.events().size() + " events");
        return new Reference(tree, history.deeds(), millis);
    }

    /** A run and its client. */
    Watcher watch() throws IOException {
        return new Watcher(server.port(), project, provider);
    }

    Result killed(int number, Reference reference, Random random) throws Exception {
        boolean atCall = number % AT_CALL_EVERY == AT_CALL_EVERY - 1;
        int call = 1 + random.nextInt(MUTATING_CALLS);
        long delay = atCall ? random.nextInt(2) * random.nextInt(40) : random.nextLong(reference.millis());
        Watcher watcher = watch();
        if (atCall) {
            watcher.awaitCall(call);
        }
        Thread.sleep(delay);
        server.kill();
        watcher.awaitEnd();
        boolean inTime = !watcher.view().finished();
        Instant restart = Instant.now();
        server.start();
        String point = atCall ? "at call " + call + " + " + delay + " ms" : "after " + delay + " ms";
        return check(new Strike(number, Target.SERVER, 1, point, inTime), watcher, reference, restart);
    }

    /** Follows the run to its end, and looks what came of it. */
    Result check(Strike strike, Watcher watcher, Reference reference, Instant restart) throws Exception {
        var faults = new ArrayList<String>();
        try {
            watcher.comeBack();
        } catch (IOException e) {
            faults.add("the run " + watcher.run() + " did not end: " + e.getMessage());
            return new Result(strike, 0, new Restart(server.readyMillis(), 0), faults);
        }
        var history = new History(server.rest().events(watcher.run()));
        faults.addAll(history.faults());
        faults.addAll(watcher.view().faults());
        faults.addAll(same(watcher.view(), history));
        if (faults.isEmpty()) { // Else there may be no branch to look at.
            faults.addAll(effects(history, Tree.of(repository, watcher.run()), reference));
        }
        long goingOn = history.takenUp()
                .map(t -> Duration.between(restart, t).toMillis())
                .orElse(0L);
        return new Result(strike, history.unknown().size(), new Restart(server.readyMillis(), goingOn), faults);
    }

    /** What the client saw before and after the kill is what the journal has. */
    private static List<String> same(RunView view, History history) {
        List<String> stored = history.events().stream()
                .map(e -> e.getInt("seq") + " " + e.getString("type") + " " + e.getString("at"))
                .toList();
        return view.places().equals(stored) ? List.of() : List.of("the client has seen other events than are stored");
    }

    private static List<String> effects(History history, Tree tree, Reference reference) {
        var faults = new ArrayList<String>();
        if (!tree.files().equals(reference.tree().files())) {
            faults.add("another tree: " + tree.files());
        }
        if (!history.deeds().equals(reference.deeds())) {
            faults.add("other steps, turns or calls than undisturbed");
        }
        for (String word : EffectScript.words()) {
            long count = tree.count(word);
            boolean open = history.unknown().stream().anyMatch(a -> a.contains("echo " + word + " "));
            if (count > 1 || count == 0 && !open) {
                faults.add("the effect " + word + " happened " + count + " times");
            }
        }
        return faults;
    }
}
