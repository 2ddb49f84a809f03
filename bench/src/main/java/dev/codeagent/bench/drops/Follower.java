package dev.codeagent.bench.drops;

import dev.codeagent.bench.rig.Commands;
import dev.codeagent.bench.rig.RunView;
import dev.codeagent.bench.rig.WsConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** A client whose connection is cut again and again; it comes back and names what it has. */
final class Follower {
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int MOST_LOST = 10;

    private final int port;
    private final RunView view;
    private final Random random;
    private int cutsLeft;
    private int cuts;
    private int lost;

    Follower(int port, String run, int cuts, Random random) {
        this.port = port;
        this.view = new RunView(run);
        this.cutsLeft = cuts;
        this.random = random;
    }

    /** Follows to the run's end. */
    void follow() {
        while (!view.finished() && lost < MOST_LOST) {
            long cutAfter = cutsLeft > 0 ? cut() : Long.MAX_VALUE;
            try (var connection = WsConnection.open(port, cutAfter, SILENCE)) {
                view.connected();
                connection.send(Commands.resume("resume-" + cuts, view.cursor()));
                while (!view.finished()) {
                    view.accept(Commands.parse(connection.next()));
                }
            } catch (WsConnection.Cut e) {
                cuts++;
                cutsLeft--;
            } catch (IOException e) {
                lost++;
            }
        }
    }

    /** Some cuts fall into the handshake and the first answers, most somewhere in the stream. */
    private long cut() {
        return random.nextInt(5) == 0 ? 1 + random.nextInt(600) : 1 + random.nextInt(45_000);
    }

    RunView view() {
        return view;
    }

    int cuts() {
        return cuts;
    }

    /** Connections that broke without our doing. */
    int lost() {
        return lost;
    }
}
