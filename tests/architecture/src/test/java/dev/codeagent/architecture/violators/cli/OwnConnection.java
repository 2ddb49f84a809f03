package dev.codeagent.architecture.violators.cli;

import java.net.http.HttpClient;

/** A command with a connection of its own. */
public final class OwnConnection {
    private OwnConnection() {}

    public static HttpClient open() {
        return HttpClient.newHttpClient();
    }
}
