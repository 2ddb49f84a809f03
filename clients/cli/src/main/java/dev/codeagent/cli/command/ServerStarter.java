package dev.codeagent.cli.command;

import dev.codeagent.cli.server.ModelServerDiscovery;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.StatusLine;
import dev.codeagent.client.local.ServerProcess;
import java.util.List;

/**
 * Starts the server of a data directory, or waits for one that is already starting. Registers the model servers of this
 * machine as providers.
 */
final class ServerStarter {
    private final CommandContext context;

    ServerStarter(CommandContext context) {
        this.context = context;
    }

    ServerProcess start() {
        long startedAt = System.nanoTime();
        ServerProcess server;
        try (StatusLine waiting = context.waitFor("waits until the server is ready")) {
            server =
                    context.localServer().start(context.options().port(), context.configFile(), context::printProgress);
        }
        context.printProgress("server ready at " + server.address() + " after "
                + (System.nanoTime() - startedAt) / 1_000_000_000L + " s");
        registerModelServers(new RestClient(server.address(), context.tokens()));
        return server;
    }

    private void registerModelServers(RestClient client) {
        List<ModelServerDiscovery.DiscoveredServer> discovered;
        try (StatusLine waiting = context.waitFor("looks for model servers on this machine")) {
            discovered = ModelServerDiscovery.discover();
        }
        for (ModelServerDiscovery.DiscoveredServer server : discovered) {
            boolean added = ModelServerDiscovery.registerProvider(client, server);
            context.printProgress("found " + server.endpoint().name() + " at "
                    + server.endpoint().baseUrl() + " with "
                    + server.modelCount() + " models: " + (added ? "added" : "already known") + " as provider '"
                    + server.endpoint().id() + "'");
        }
    }
}
