package dev.codeagent.bench.harness;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free ports of this machine for servers that bind them many seconds later, and again after a kill. */
public final class Ports {
    private static final int FIRST = 20_000;
    /** Builds reserve ports above this one, and Linux assigns ephemeral ports from 32,768. */
    private static final int LAST_EXCLUSIVE = 26_000;

    private Ports() {}

    public static int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST_EXCLUSIVE);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
    }
}
