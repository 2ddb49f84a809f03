package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below the ephemeral range of the operating system, for a server that binds them many seconds later: no
 * other process gets them by chance.
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
                continue; // Not free; try the next one.
            }
        }
    }
}
