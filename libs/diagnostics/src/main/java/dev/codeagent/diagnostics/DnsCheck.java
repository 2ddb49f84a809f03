package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Resolves the host names that this machine needs: localhost, the proxies, the providers. */
record DnsCheck(ProviderProbe outside, HostResolver resolver) implements Check {
    private static final String ADVICE =
            "check the address and the name servers (/etc/resolv.conf, VPN); behind a proxy that resolves names,"
                    + " set HTTPS_PROXY";

    /** Resolves a host name to an address. */
    interface HostResolver {
        InetAddress resolve(String name) throws UnknownHostException;
    }

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        if (!isLocalhostLoopback()) {
            return List.of(Finding.fail(
                    name(),
                    "localhost is not this machine",
                    "server, client and local models cannot reach each other",
                    "add the line `127.0.0.1 localhost` to /etc/hosts"));
        }
        Set<String> names = hostNames();
        List<String> unknown = names.stream().filter(n -> !resolves(n)).toList();
        if (!unknown.isEmpty()) {
            return List.of(Finding.warn(
                    name(),
                    "no address for " + String.join(", ", unknown),
                    "providers there cannot be reached",
                    ADVICE));
        }
        return List.of(Finding.ok(
                name(),
                names.isEmpty() ? "localhost; no other names are needed" : "resolves " + String.join(", ", names)));
    }

    @Override
    public Finding onTimeout(Duration timeout) {
        return Finding.warn(
                name(), "no answer within " + timeout.toSeconds() + " s", "remote providers cannot be reached", ADVICE);
    }

    private Set<String> hostNames() throws InterruptedException {
        var names = new LinkedHashSet<String>();
        for (URI origin : outside.origins()) {
            Optional<URI> proxy = outside.proxies().settingFor(origin).flatMap(s -> s.address());
            names.add(proxy.orElse(origin).getHost());
        }
        names.removeIf(name -> name.startsWith("[") || name.matches("[0-9.]+"));
        return names;
    }

    private boolean isLocalhostLoopback() {
        try {
            return resolver.resolve("localhost").isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private boolean resolves(String name) {
        try {
            return resolver.resolve(name) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
