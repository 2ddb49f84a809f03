package dev.codeagent.cli.command;

import dev.codeagent.cli.server.Api;
import dev.codeagent.cli.server.ModelServers;
import dev.codeagent.cli.server.ServerRecord;
import java.util.List;

/**
 * Starts the server of a data directory, or waits for one that starts already, and gives it the model servers that this
 * machine has.
 */
final class ServerStart {
    private final Desk desk;

    ServerStart(Desk desk) {
        this.desk = desk;
    }

    ServerRecord run() {
        long began = System.nanoTime();
        ServerRecord server = desk.localServer().start(desk.options().port(), desk.config(), desk::progress);
        desk.progress("server ready at " + server.address() + " after " + (System.nanoTime() - began) / 1_000_000_000L
                + " s");
        announceModelServers(new Api(server.address()));
        return server;
    }

    private void announceModelServers(Api api) {
        List<ModelServers.Found> found = ModelServers.find();
        for (ModelServers.Found server : found) {
            boolean added = ModelServers.register(api, server);
            desk.progress(
                    "found " + server.known().name() + " at " + server.known().baseUrl() + " with "
                            + server.models() + " models: " + (added ? "added" : "known already") + " as provider '"
                            + server.known().id() + "'");
        }
    }
}
