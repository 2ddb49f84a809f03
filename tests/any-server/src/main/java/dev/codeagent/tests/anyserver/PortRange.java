package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below those that the system gives to connections, for a server that binds them many seconds later: nobody
 * else takes them by chance.
 */
final class PortRange {
    private static final int FIRST = 10_000;
    private static final int END = 20_000;

    private int next = ThreadLocalRandom.current().nextInt(FIRST, END);

    int next() {
        while (true) {
            int port = next;
            next = next + 1 < END ? next + 1 : FIRST;
            try (var socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                continue; // Taken; try the one after it.
            }
        }
    }
}
