package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Checks that the port for a server that is not running yet is free. */
public record PortCheck(String host, int port) implements Check {

    @Override
    public String name() {
        return "port";
    }

    @Override
    public List<Finding> run() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return List.of(Finding.ok(name(), port + " on " + host + " is free"));
        } catch (IOException e) {
            boolean forbidden = String.valueOf(e.getMessage()).contains("ermission");
            return List.of(Finding.fail(
                    name(),
                    port + " on " + host + (forbidden ? " cannot be opened by this user" : " is in use"),
                    "the server does not start",
                    (forbidden ? "choose a port above 1023" : "stop the program that uses it, or choose another port")
                            + " with --port N or gateway.port"));
        }
    }
}
